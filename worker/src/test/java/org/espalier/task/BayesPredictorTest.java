package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.task.BayesPredictor.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BayesPredictorTest {

  /**
   * Exact values for two symbols by quadrature, of an independent implementation. All 12 within
   * three standard errors fails by chance in 3 % of seeds; the given one does not.
   */
  @Test
  void predictionsAreTheQuadraturesWithinThreeMonteCarloErrors() throws IOException {
    JsonNode golden;
    try (InputStream in = getClass().getResourceAsStream("/golden/bayes-with-roots.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    assertThat(golden).hasSize(12);
    long seed = Seeds.of("predictionsAreTheQuadratures", 21);
    for (JsonNode one : golden) {
      int[] tokens = ints(one.get("tokens"));
      var task =
          new TaskSettings(
              2, tokens.length, new TransitionPrior.Dirichlet(one.get("alpha").asDouble()), 0, 0);
      var graph = GenerativeGraph.of(CausalGraph.ofParents(ints(one.get("parents"))));
      var batch = new SequenceBatch(1, tokens.length, 2, tokens, new float[2]);
      Prediction prediction =
          BayesPredictor.of(graph, task, 1 << 17, seed).orElseThrow().predict(batch, 0);
      for (int s = 0; s < 2; s++) {
        assertThat(prediction.error()[s]).isBetween(1e-6, 0.002);
        assertThat(prediction.distribution()[s])
            .as("%s", one)
            .isCloseTo(one.get("prediction").get(s).asDouble(), within(3 * prediction.error()[s]));
      }
    }
  }

  static Stream<GenerativeGraph> graphs() {
    return Stream.of(
        new Violations(0, 8, 0, 0, 0).apply(new GraphFamily.Pairs(), 5, Seeds.random(1)),
        new Violations(0, 8, 0, 2, 0).apply(new GraphFamily.RandomForest(1), 5, Seeds.random(2)),
        new Violations(0, 8, 0.5, 0, 0).apply(new GraphFamily.Chain(), 5, Seeds.random(3)),
        new Violations(0, 8, 0.5, 0, 0).apply(new GraphFamily.Branching(2), 5, Seeds.random(4)));
  }

  /**
   * Brute force: the mean target over all sequences that look the same is the prediction, hidden
   * nodes or not. 6 standard deviations of 128 means: false alarm 3e-7.
   */
  @ParameterizedTest
  @MethodSource("graphs")
  void predictionIsTheMeanTargetOfAllSequencesThatLookTheSame(GenerativeGraph graph) {
    int size = 400_000;
    for (TransitionPrior prior :
        List.of(
            new TransitionPrior.Dirichlet(0.4),
            new TransitionPrior.Asymmetric(List.of(0.3, 1.5)),
            new TransitionPrior.NearDeterministic(0.8))) {
      var task = new TaskSettings(2, 5, prior, 0, 0);
      var batch = SequenceBatch.allocate(size, 5, 2);
      new SequenceSampler(graph, task, Seeds.of("predictionIsTheMeanTarget", 63)).draw(batch);
      double[] sum = new double[32];
      double[] squares = new double[32];
      int[] count = new int[32];
      int[] example = new int[32];
      for (int b = 0; b < size; b++) {
        int index = 0;
        for (int i = 0; i < 5; i++) {
          index = 2 * index + batch.token(b, i);
        }
        double target = batch.target(b, 0);
        sum[index] += target;
        squares[index] += target * target;
        count[index]++;
        example[index] = b;
      }
      var bayes = BayesPredictor.of(graph, task, 1 << 14, 5).orElseThrow();
      for (int index = 0; index < 32; index++) {
        assertThat(count[index]).isGreaterThan(100);
        double observed = sum[index] / count[index];
        double variance = squares[index] / count[index] - observed * observed;
        Prediction prediction = bayes.predict(batch, example[index]);
        double error =
            Math.hypot(Math.sqrt(Math.max(variance, 1e-9) / count[index]), prediction.error()[0]);
        assertThat(prediction.distribution()[0])
            .as("%s %s %d", graph, prior, index)
            .isCloseTo(observed, within(6 * error));
        assertThat(prediction.distribution()[0] + prediction.distribution()[1])
            .isCloseTo(1, within(1e-12));
      }
    }
  }

  /** The spread of many predictions is the error that each states, within a tenth. */
  @Test
  void statedErrorIsTheSpreadOfRepeatedPredictions() {
    var graph = GenerativeGraph.of(CausalGraph.ofParents(-1, -1, 0, -1, 2, 3));
    var task = new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.5), 0, 0);
    int[] tokens = {0, 0, 1, 2, 1, 0, 1};
    var batch = new SequenceBatch(1, 7, 3, tokens, new float[3]);
    var bayes = BayesPredictor.of(graph, task, 256, 7).orElseThrow();
    double[] target = {0.2, 0.5, 0.3};
    Map<String, double[]> moments = new HashMap<>();
    int n = 4000;
    for (int i = 0; i < n; i++) {
      Prediction prediction = bayes.predict(batch, 0);
      double loss = 0;
      for (int s = 0; s < 3; s++) {
        loss -= target[s] * Math.log(prediction.distribution()[s]);
      }
      add(
          moments,
          "distribution",
          prediction.distribution()[1],
          Math.pow(prediction.error()[1], 2));
      add(moments, "loss", loss, bayes.lossVariance(prediction, target));
    }
    for (String what : List.of("distribution", "loss")) {
      double[] m = moments.get(what);
      double spread = m[1] / n - Math.pow(m[0] / n, 2);
      assertThat(m[2] / n).as(what).isCloseTo(spread, within(0.1 * spread));
    }
  }

  private static void add(
      Map<String, double[]> moments, String what, double value, double variance) {
    double[] m = moments.computeIfAbsent(what, w -> new double[3]);
    m[0] += value;
    m[1] += value * value;
    m[2] += variance;
  }

  @Test
  void itIsNotStatedWhereItIsNotKnown() {
    var task = new TaskSettings(2, 8, new TransitionPrior.Dirichlet(1), 0, 0);
    var flipped = new TaskSettings(2, 8, new TransitionPrior.Dirichlet(1), 0.1, 0);
    var chain = new GraphFamily.Chain();
    var plain = Violations.NONE.apply(chain, 8, Seeds.random(1));
    var cyclic = new Violations(1, 8, 0, 0, 0).apply(chain, 8, Seeds.random(1));
    var jittered = new Violations(0, 8, 0, 0, 0.1).apply(chain, 8, Seeds.random(1));
    assertThat(BayesPredictor.of(plain, task, 2, 1)).isPresent();
    assertThat(BayesPredictor.of(plain, flipped, 2, 1)).isEmpty();
    assertThat(BayesPredictor.of(cyclic, task, 2, 1)).isEmpty();
    assertThat(BayesPredictor.of(jittered, task, 2, 1)).isEmpty();
    assertThatThrownBy(() -> BayesPredictor.of(plain, task, 1, 1))
        .hasMessageContaining("1 draws, must be at least 2");
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
