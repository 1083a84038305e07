package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.espalier.ConfigurationException;
import org.espalier.Seeds;
import org.espalier.graph.GenerativeGraph;
import org.espalier.model.GradientEngine;
import org.espalier.model.GradientEngines;
import org.espalier.task.Construction;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.theory.ReducedGradient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reduced model of one head on a chain of order 1 without a query: the target follows the last
 * token, which is the query of its second layer. All positions are its keys, the last one too: it
 * is the child of the one before.
 */
class ReducedWithoutQueryTest {
  private static final int LENGTH = 9;
  private static final int VOCAB = 3;
  private static final double EPSILON = 0.02;

  private static TrialSpec read(String further) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(further)
                .withFallback(
                    ConfigFactory.parseString(
                        """
                        graph { family = dag, pattern = consecutive, k = 1 }
                        task { vocab = 3, length = 9, alpha = 0.1 }
                        model { family = reduced, epsilon = 0.02 }
                        training {
                          algorithm = staged, learning-rate = 100, steps = 300, batch = 256
                          stage2-steps = 100, stage2-learning-rate = 1
                        }
                        evaluation { every = 100, sequences = 512, theory-sequences = 64 }
                        """)));
  }

  private static SequenceBatch batch(TrialSpec spec, int size) {
    var batch = SequenceBatch.allocate(size, LENGTH, VOCAB);
    new SequenceSampler(
            spec.drawGraphs().first(), spec.task(), Seeds.of("ReducedWithoutQueryTest", 51))
        .draw(batch);
    return batch;
  }

  /** By the definition: P = softmax(A1), w = softmax_j((P_j E) A2 row of the last token). */
  private static double loss(SequenceBatch batch, double[][] a1, double[][] a2) {
    double loss = 0;
    for (int b = 0; b < batch.size(); b++) {
      double[] f = new double[VOCAB];
      double total = 0;
      for (int j = 0; j < LENGTH; j++) {
        double score = 0;
        double all = 0;
        for (int k = 0; k <= j; k++) {
          double p = Math.exp(a1[j][k]);
          all += p;
          score += p * a2[batch.token(b, LENGTH - 1)][batch.token(b, k)];
        }
        double weight = Math.exp(score / all);
        f[batch.token(b, j)] += weight;
        total += weight;
      }
      for (int s = 0; s < VOCAB; s++) {
        double p = (f[s] / total + EPSILON) / (1 + VOCAB * EPSILON);
        loss -= batch.target(b, s) * Math.log(p) / batch.size();
      }
    }
    return loss;
  }

  private static double[][] drawn(int size, Random random) {
    double[][] matrix = new double[size][size];
    for (double[] row : matrix) {
      for (int c = 0; c < size; c++) {
        row[c] = random.nextGaussian();
      }
    }
    return matrix;
  }

  private static float[] flat(double[][] a1, double[][] a2) {
    float[] flat = new float[LENGTH * LENGTH + VOCAB * VOCAB];
    for (int e = 0; e < LENGTH * LENGTH; e++) {
      flat[e] = (float) a1[e / LENGTH][e % LENGTH];
    }
    for (int e = 0; e < VOCAB * VOCAB; e++) {
      flat[LENGTH * LENGTH + e] = (float) a2[e / VOCAB][e % VOCAB];
    }
    return flat;
  }

  @Test
  void lossAndGradientAreThoseOfTheDefinition() {
    TrialSpec spec = read("");
    SequenceBatch batch = batch(spec, 50);
    var random = new Random(52);
    double[][] a1 = drawn(LENGTH, random);
    double[][] a2 = drawn(VOCAB, random);
    float[] gradient;
    double loss;
    try (GradientEngine engine =
        GradientEngines.create(
            spec.model(), VOCAB, LENGTH, 50, spec.learner().engine(), spec.learner().loss())) {
      var parameters = Nd4j.createFromArray(flat(a1, a2));
      var into = parameters.like();
      loss = engine.lossAndGradient(batch, parameters, into);
      gradient = into.toFloatVector();
    }
    assertThat(loss).isCloseTo(loss(batch, a1, a2), within(1e-5));
    double[][] byDefinition = ReducedGradient.of(batch, a1, a2, EPSILON);
    for (int j = 0; j < LENGTH; j++) {
      for (int k = 0; k < LENGTH; k++) {
        double difference = k > j ? 0 : difference(batch, a1, a2, a1[j], k);
        assertThat(gradient[j * LENGTH + k])
            .as("A1 %d %d", j, k)
            .isCloseTo((float) difference, within(1e-5f));
        assertThat(byDefinition[j][k]).isCloseTo(difference, within(1e-6));
      }
    }
    for (int q = 0; q < VOCAB; q++) {
      for (int s = 0; s < VOCAB; s++) {
        assertThat(gradient[LENGTH * LENGTH + q * VOCAB + s])
            .as("A2 %d %d", q, s)
            .isCloseTo((float) difference(batch, a1, a2, a2[q], s), within(1e-5f));
      }
    }
    // the last position is a key, and its row is trained
    assertThat(gradient[LENGTH * LENGTH - 2]).isNotZero();
  }

  private static double difference(
      SequenceBatch batch, double[][] a1, double[][] a2, double[] row, int at) {
    double step = 1e-5;
    double value = row[at];
    row[at] = value + step;
    double above = loss(batch, a1, a2);
    row[at] = value - step;
    double below = loss(batch, a1, a2);
    row[at] = value;
    return (above - below) / (2 * step);
  }

  /** It is the model with all of a row's attention on the parent, and A2 = beta I. */
  @Test
  void theConstructionIsTheModelThatAttendsToTheParents() {
    TrialSpec spec = read("");
    SequenceBatch batch = batch(spec, 400);
    GenerativeGraph graph = spec.drawGraphs().first();
    Construction found =
        Construction.of(graph, List.of(batch), OptionalDouble.of(EPSILON), () -> {});
    double[][] a1 = new double[LENGTH][LENGTH];
    for (int j = 1; j < LENGTH; j++) {
      a1[j][j - 1] = 60;
    }
    double[][] a2 = new double[VOCAB][VOCAB];
    for (int s = 0; s < VOCAB; s++) {
      a2[s][s] = found.beta();
    }
    assertThat(found.loss()).isCloseTo(loss(batch, a1, a2), within(1e-6));
  }

  @Test
  void algorithmOneFindsTheChain() {
    TrialSpec spec = read("");
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    var metrics = result.measured().metrics();
    assertThat(metrics.get("edge_accuracy")).isEqualTo(1.0);
    assertThat(metrics.get("edges")).isEqualTo(LENGTH - 2); // of the context, 0..T-2
    assertThat(metrics.get("circuit_token_rows")).isEqualTo(1.0);
    assertThat(metrics.get("theory_gradient_share")).isNull();
    double loss = metrics.get("test_loss").doubleValue();
    assertThat(loss).isLessThan(metrics.get("unigram_loss").doubleValue());
    assertThat(loss).isGreaterThan(metrics.get("bayes_loss").doubleValue());
  }

  @ParameterizedTest
  @CsvSource({"graph.delay = 1", "graph.k = 2", "graph.pattern = random"})
  void ofOtherGraphsTheLastTokenIsNoQuery(String other) {
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "whose query is the last token, unless that is the target's only parent");
    assertThat(read(other + ", model.heads = [2, 1]").graph().hasQuery()).isFalse();
  }
}
