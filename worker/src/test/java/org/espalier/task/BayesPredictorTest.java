package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
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

  /**
   * The product of ten roots' probabilities gives a few of 128 draws nearly all the weight: an
   * effective sample size of 15 on average, and predictions worse than those without roots.
   */
  @Test
  void whereRootsWeighTheDrawsMuchThereAreMoreOfThem() {
    var prior = new TransitionPrior.Dirichlet(0.1);
    var task = new TaskSettings(10, 20, prior, 0, 0);
    GenerativeGraph pairs = Violations.NONE.apply(new GraphFamily.Pairs(), 20, Seeds.random(1));
    var batch = SequenceBatch.allocate(512, 20, 10);
    long seed = Seeds.of("whereRootsWeighTheDrawsMuch", 5);
    new SequenceSampler(pairs, task, seed).draw(batch);
    var bayes = BayesPredictor.of(pairs, task, 128, seed).orElseThrow();
    double sizes = 0;
    for (int b = 0; b < batch.size(); b++) {
      double size = bayes.predict(batch, b).effectiveSampleSize();
      assertThat(size >= 64 || bayes.drawnInAll() >= 32 * 128).isTrue();
      sizes += size / batch.size();
    }
    assertThat(sizes).isGreaterThan(50);
    assertThat(bayes.drawnInAll()).isGreaterThan(2L * 128 * batch.size());
  }

  /** Their numbers are those of 128 draws whatever the weights, as they always were. */
  @Test
  void ofOneRootThereAreAlwaysAsManyDrawsAsAreAskedFor() {
    var task = new TaskSettings(10, 20, new TransitionPrior.Dirichlet(0.1), 0, 0);
    GenerativeGraph chain = Violations.NONE.apply(new GraphFamily.Chain(), 20, Seeds.random(1));
    var batch = SequenceBatch.allocate(64, 20, 10);
    new SequenceSampler(chain, task, 3).draw(batch);
    var bayes = BayesPredictor.of(chain, task, 128, 4).orElseThrow();
    double least = 128;
    for (int b = 0; b < batch.size(); b++) {
      least = Math.min(least, bayes.predict(batch, b).effectiveSampleSize());
    }
    assertThat(least).as("few for the weights of some").isLessThan(64);
    assertThat(bayes.drawnInAll()).isEqualTo(128L * 64);
  }

  /** What is said of a family is so of the graphs that it draws. */
  @Test
  void moreDrawsMayBeNeededWhereGraphsOfTheFamilyHaveSeveralRoots() {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.1), 0, 0);
    List<GraphFamily> families =
        List.of(
            new GraphFamily.Chain(),
            new GraphFamily.Pairs(),
            new GraphFamily.Lag(1),
            new GraphFamily.Lag(2),
            new GraphFamily.Branching(2),
            new GraphFamily.Star(),
            new GraphFamily.RandomTree(),
            new GraphFamily.RandomForest(0),
            new GraphFamily.RandomForest(0.5),
            new GraphFamily.UniformForest(),
            new GraphFamily.Explicit(List.of(-1, 0, 1)),
            new GraphFamily.Explicit(List.of(-1, 0, -1)));
    for (GraphFamily family : families) {
      int size = family instanceof GraphFamily.Explicit ? 3 : 12;
      CausalGraph graph = family.draw(size, Seeds.random(9));
      boolean several = IntStream.range(0, size).filter(graph::isRoot).count() > 1;
      assertThat(BayesLoss.mayNeedMoreDraws(family, Violations.NONE, task))
          .as("%s", family)
          .isEqualTo(several);
    }
    var chain = new GraphFamily.Chain();
    List<GraphFamily> structures = List.of(chain, new GraphFamily.Pairs());
    for (List<Double> weights : List.of(List.of(1.0, 1.0), List.of(0.0, 1.0), List.of(1.0, 0.0))) {
      assertThat(
              BayesLoss.mayNeedMoreDraws(new Mixture(structures, weights), Violations.NONE, task))
          .as("a mixture weighted %s", weights)
          .isEqualTo(weights.get(0) == 0);
    }
    assertThat(BayesLoss.bytes(new GraphFamily.Pairs(), Violations.NONE, task, 0)).isZero();
    assertThat(BayesLoss.draws(new GraphFamily.Pairs(), Violations.NONE, task, 64, 0)).isZero();
    var hidden = new Violations(0, 8, 0.2, 0, 0);
    assertThat(BayesLoss.mayNeedMoreDraws(chain, hidden, task)).isTrue();
    var confounded = new Violations(0, 8, 0, 1, 0);
    assertThat(BayesLoss.mayNeedMoreDraws(chain, confounded, task)).isTrue();
    var scaled = new TaskSettings(3, 12, new TransitionPrior.DoublyStochastic(1), 0, 0);
    assertThat(BayesLoss.mayNeedMoreDraws(chain, Violations.NONE, scaled)).isTrue();
    var pair = new TaskSettings(2, 12, new TransitionPrior.DoublyStochastic(1), 0, 0);
    assertThat(BayesLoss.mayNeedMoreDraws(new GraphFamily.Pairs(), Violations.NONE, pair))
        .isFalse();
    var flipped = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(1), 0.1, 0);
    assertThat(BayesLoss.mayNeedMoreDraws(new GraphFamily.Pairs(), Violations.NONE, flipped))
        .isFalse();
  }

  static Stream<TransitionPrior> smallPriors() {
    return Stream.of(
        new TransitionPrior.Dirichlet(2e-4),
        new TransitionPrior.Asymmetric(List.of(2e-4, 3e-4, 1e-4)),
        new TransitionPrior.DoublyStochastic(2e-4));
  }

  /**
   * Without counts the posterior is the prior, of which another sampler draws. Most entries are
   * below every double, and the stationary distribution (of a scaled matrix its entries) hangs on
   * them. Means of sum mu^2 and sum pi^2 over 8,192 matrices each, 5 standard errors: false alarm
   * 6e-7 each.
   */
  @ParameterizedTest
  @MethodSource("smallPriors")
  void matricesThatNoDoubleHoldsAreDrawnAsThoseOfThePrior(TransitionPrior prior) {
    int vocab = 3;
    long seed = Seeds.of("matricesThatNoDoubleHolds", 8);
    var posterior = new PosteriorTransitions(prior, vocab, 1, seed);
    int lanes = posterior.lanes();
    MatrixSampler sampler = prior.matrices(vocab, lanes, TransitionLoops.fastest());
    var random = new Xoshiro256(seed + 1);
    double[][] pi = new double[vocab * vocab][lanes];
    double[][] mu = new double[vocab][lanes];
    for (double[] entry : mu) {
      Arrays.fill(entry, 1.0 / vocab);
    }
    double[][] moments = new double[4][2]; // of the posterior's mu, pi, of the prior's mu, pi
    int n = 8192;
    for (int from = 0; from < n; from += lanes) {
      posterior.draw(new int[vocab * vocab]);
      for (int lane = 0; lane < lanes; lane++) {
        sampler.draw(pi, lane, random);
      }
      sampler.complete(pi, mu, lanes);
      for (int lane = 0; lane < lanes; lane++) {
        double[] sums = new double[4];
        for (int s = 0; s < vocab; s++) {
          sums[0] += Math.pow(posterior.mu(s, lane), 2);
          sums[2] += Math.pow(mu[s][lane], 2);
          for (int t = 0; t < vocab; t++) {
            sums[1] += Math.pow(posterior.pi(s, t, lane), 2);
            sums[3] += Math.pow(pi[s * vocab + t][lane], 2);
          }
        }
        for (int i = 0; i < 4; i++) {
          moments[i][0] += sums[i] / n;
          moments[i][1] += sums[i] * sums[i] / n;
        }
      }
    }
    for (int i = 0; i < 2; i++) {
      double variance = 1e-12;
      for (double[] m : List.of(moments[i], moments[i + 2])) {
        variance += (m[1] - m[0] * m[0]) / n;
      }
      assertThat(moments[i][0])
          .as("%s, sum of %s^2", prior, i == 0 ? "mu" : "pi")
          .isCloseTo(moments[i + 2][0], within(5 * Math.sqrt(variance)));
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
