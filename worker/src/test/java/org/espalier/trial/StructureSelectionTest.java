package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.graph.GraphMixture;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;
import org.espalier.model.Model;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceProcess;
import org.espalier.task.SequenceSampler;
import org.espalier.task.StructurePosterior;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** How attention goes with the posterior of structures, worked out pair by pair. */
class StructureSelectionTest {
  private static final int LENGTH = 10;
  private static final int VOCAB = 3;
  private static final int SEQUENCES = 70;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void attentionToASingleParent(boolean everywhere) {
    check("1, 3", new int[][] {{0}, {2}}, everywhere);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void attentionToDifferentNumbersOfParents(boolean everywhere) {
    check(
        "1, { family = dag, k = 2, pattern = consecutive, delay = 1 }",
        new int[][] {{0}, {1, 2}},
        everywhere);
  }

  /**
   * Of two structures and one head, which attends by position alone.
   *
   * @param distances of each structure, those of the next token's parents from the position before
   *     it
   * @param everywhere whether every position predicts that has parents under both, or the last
   */
  private static void check(String structures, int[][] distances, boolean everywhere) {
    var mixture =
        (Mixture)
            new TrialSpecReader()
                .read(
                    ConfigFactory.parseString(
                        "seed = 3, graph { family = mixture, structures = ["
                            + structures
                            + "] }, task { length = "
                            + LENGTH
                            + ", alpha = 0.5, pool = 1 },"
                            + " model.heads = [2, 1], evaluation.predictors = [structures]"))
                .graph();
    var prior = new TransitionPrior.Dirichlet(0.5);
    var process =
        SequenceProcess.of(
            GraphMixture.draw(mixture, Violations.NONE, LENGTH, null),
            new TaskSettings(VOCAB, LENGTH, prior, 0, 0).withPool(1),
            7);
    var batch =
        everywhere
            ? SequenceBatch.allocateWithAllTargets(SEQUENCES, LENGTH, VOCAB)
            : SequenceBatch.allocate(SEQUENCES, LENGTH, VOCAB);
    new SequenceSampler(process, 8).draw(batch);
    int positions = batch.targetPositions();
    StructurePosterior posterior = StructurePosterior.of(process, positions);

    StructureSelection selection =
        StructureSelection.of(
            new Model.Disentangled(List.of(1)), attendingByPosition(), posterior, batch, () -> {});

    List<double[]> ofParents = new ArrayList<>();
    List<double[]> evenlyToParents = new ArrayList<>();
    List<double[]> ofSymbols = new ArrayList<>();
    List<double[]> evenly = new ArrayList<>();
    double[] all = new double[2 * positions];
    for (int b = 0; b < SEQUENCES; b++) {
      posterior.weights(batch, b, all);
      for (int i = Math.max(2, LENGTH - positions); i < LENGTH; i++) {
        int p = i - (LENGTH - positions);
        double[] weights = {all[2 * p], all[2 * p + 1]};
        double[] attention = attention(i);
        double[] even = new double[i + 1];
        Arrays.fill(even, 1.0 / (i + 1));
        int[][] parents = new int[2][];
        for (int c = 0; c < 2; c++) {
          int position = i;
          parents[c] = Arrays.stream(distances[c]).map(d -> position - d).toArray();
          double mass = 0;
          for (int parent : parents[c]) {
            mass += attention[parent];
          }
          ofParents.add(new double[] {mass, weights[c]});
          evenlyToParents.add(new double[] {parents[c].length * even[0], weights[c]});
        }
        for (int s = 0; s < VOCAB; s++) {
          ofSymbols.add(symbolPair(batch, b, s, attention, weights, parents));
          evenly.add(symbolPair(batch, b, s, even, weights, parents));
        }
      }
    }
    assertThat(ofParents).hasSize(2 * SEQUENCES * (everywhere ? LENGTH - 2 : 1));
    assertThat(selection.parents().getAsDouble()).isCloseTo(pearson(ofParents), within(1e-6));
    boolean varies = everywhere || distances[0].length != distances[1].length;
    assertThat(selection.chanceParents().isPresent()).isEqualTo(varies);
    selection
        .chanceParents()
        .ifPresent(r -> assertThat(r).isCloseTo(pearson(evenlyToParents), within(1e-6)));
    assertThat(selection.symbols().getAsDouble()).isCloseTo(pearson(ofSymbols), within(1e-6));
    assertThat(selection.chanceSymbols().getAsDouble()).isCloseTo(pearson(evenly), within(1e-6));
  }

  /** Softmax over j of the scores 2 where i - j = 0, 1 where it is 2 and 0 elsewhere, [i + 1]. */
  private static double[] attention(int i) {
    double[] attention = new double[i + 1];
    double total = 0;
    for (int j = 0; j <= i; j++) {
      attention[j] = Math.exp(j == i ? 2 : j == i - 2 ? 1 : 0);
      total += attention[j];
    }
    for (int j = 0; j <= i; j++) {
      attention[j] /= total;
    }
    return attention;
  }

  private static double[] symbolPair(
      SequenceBatch batch, int b, int s, double[] attention, double[] weights, int[][] parents) {
    double mass = 0;
    for (int j = 0; j < attention.length; j++) {
      mass += batch.token(b, j) == s ? attention[j] : 0;
    }
    double probability = 0;
    for (int c = 0; c < 2; c++) {
      int that = 0;
      for (int parent : parents[c]) {
        that += batch.token(b, parent) == s ? 1 : 0;
      }
      probability += weights[c] * that / parents[c].length;
    }
    return new double[] {mass, probability};
  }

  /** One layer with the scores of {@link #attention}. */
  private static Parameters attendingByPosition() {
    var layout = new Model.Disentangled(List.of(1)).layout(VOCAB, LENGTH);
    float[] numbers = new float[layout.size()];
    for (int i = 0; i < LENGTH; i++) {
      int row = (VOCAB + i) * (VOCAB + LENGTH) + VOCAB;
      numbers[row + i] = 2;
      if (i >= 2) {
        numbers[row + i - 2] = 1;
      }
    }
    return new Parameters(layout, Nd4j.createFromArray(numbers));
  }

  private static double pearson(List<double[]> pairs) {
    double[] mean = new double[2];
    for (double[] pair : pairs) {
      mean[0] += pair[0] / pairs.size();
      mean[1] += pair[1] / pairs.size();
    }
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (double[] pair : pairs) {
      xy += (pair[0] - mean[0]) * (pair[1] - mean[1]);
      xx += (pair[0] - mean[0]) * (pair[0] - mean[0]);
      yy += (pair[1] - mean[1]) * (pair[1] - mean[1]);
    }
    return xy / Math.sqrt(xx * yy);
  }
}
