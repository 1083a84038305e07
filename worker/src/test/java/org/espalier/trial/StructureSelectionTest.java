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
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** How attention goes with the posterior of structures, worked out pair by pair. */
class StructureSelectionTest {
  private static final int LENGTH = 10;
  private static final int VOCAB = 3;
  private static final int SEQUENCES = 70;

  @Test
  void attentionToASingleParent() {
    check("1, 3", new int[][] {{9}, {7}});
  }

  @Test
  void attentionToDifferentNumbersOfParents() {
    check(
        "1, { family = dag, k = 2, pattern = consecutive, delay = 1 }", new int[][] {{9}, {8, 7}});
  }

  /**
   * Of two structures and one head, whose last position attends by position alone.
   *
   * @param parents [2][] those of the token after the last
   */
  private static void check(String structures, int[][] parents) {
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
    var batch = SequenceBatch.allocate(SEQUENCES, LENGTH, VOCAB);
    new SequenceSampler(process, 8).draw(batch);
    StructurePosterior posterior = StructurePosterior.of(process, 1);
    double[] attention = new double[LENGTH]; // softmax of the scores 2 at 9, 1 at 7, 0 elsewhere
    double total = LENGTH - 2 + Math.E + Math.E * Math.E;
    for (int i = 0; i < LENGTH; i++) {
      attention[i] = Math.exp(i == 9 ? 2 : i == 7 ? 1 : 0) / total;
    }

    StructureSelection selection =
        StructureSelection.of(
            new Model.Disentangled(List.of(1)), attendingByPosition(), posterior, batch, () -> {});

    List<double[]> ofParents = new ArrayList<>();
    List<double[]> ofSymbols = new ArrayList<>();
    List<double[]> evenly = new ArrayList<>();
    double[] even = new double[LENGTH];
    Arrays.fill(even, 1.0 / LENGTH);
    double[] weights = new double[2];
    for (int b = 0; b < SEQUENCES; b++) {
      posterior.weights(batch, b, weights);
      for (int c = 0; c < 2; c++) {
        double mass = 0;
        for (int parent : parents[c]) {
          mass += attention[parent];
        }
        ofParents.add(new double[] {mass, weights[c]});
      }
      for (int s = 0; s < VOCAB; s++) {
        ofSymbols.add(symbolPair(batch, b, s, attention, weights, parents));
        evenly.add(symbolPair(batch, b, s, even, weights, parents));
      }
    }
    assertThat(selection.parents().getAsDouble()).isCloseTo(pearson(ofParents), within(1e-6));
    assertThat(selection.symbols().getAsDouble()).isCloseTo(pearson(ofSymbols), within(1e-6));
    assertThat(selection.chanceSymbols().getAsDouble()).isCloseTo(pearson(evenly), within(1e-6));
  }

  private static double[] symbolPair(
      SequenceBatch batch, int b, int s, double[] attention, double[] weights, int[][] parents) {
    double mass = 0;
    for (int i = 0; i < LENGTH; i++) {
      mass += batch.token(b, i) == s ? attention[i] : 0;
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

  /** One layer with the scores 2 of position 9 and 1 of position 7 at the last position. */
  private static Parameters attendingByPosition() {
    var layout = new Model.Disentangled(List.of(1)).layout(VOCAB, LENGTH);
    float[] numbers = new float[layout.size()];
    int row = (VOCAB + LENGTH - 1) * (VOCAB + LENGTH) + VOCAB;
    numbers[row + 9] = 2;
    numbers[row + 7] = 1;
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
