package org.espalier.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GraphFamily.RandomForest;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.task.TransitionSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutualInformationTest {

  /** Two trees: 0 over 1, 2; 1 over 4; and 3 over 5. */
  private static final CausalGraph FOREST = CausalGraph.ofParents(-1, 0, 0, -1, 1, 3);

  @Test
  void agreesWithTheJointDistributionOfAllTokensEnumerated() {
    UniformRandomProvider random = Seeds.random(Seeds.of("enumeration", 11));
    for (int trial = 0; trial < 40; trial++) {
      int vocab = 2 + trial % 2;
      var forest = new RandomForest(.3).draw(2 + random.nextInt(5), random);
      double[] pi = new double[vocab * vocab];
      double[] mu = new double[vocab];
      Distributions.dirichlet(vocab, trial % 3 == 0 ? .2 : 1, random).draw(pi, mu);
      double[][] g = MutualInformation.of(forest, pi, mu);
      double[][] expected = enumerated(forest, pi, mu);
      for (int i = 0; i < g.length; i++) {
        assertThat(g[i]).as("row %d of %s", i, forest).containsExactly(expected[i], within(1e-9));
      }
    }
  }

  /** The definition, with the probability of each of the S^n sequences. */
  private static double[][] enumerated(CausalGraph forest, double[] pi, double[] mu) {
    int n = forest.size();
    int vocab = mu.length;
    double[][] g = new double[n][n];
    int[] tokens = new int[n];
    for (int code = 0; code < Math.round(Math.pow(vocab, n)); code++) {
      double probability = 1;
      for (int i = 0, rest = code; i < n; i++, rest /= vocab) {
        tokens[i] = rest % vocab;
      }
      for (int i = 0; i < n; i++) {
        probability *=
            forest.isRoot(i) ? mu[tokens[i]] : pi[tokens[forest.parents(i)[0]] * vocab + tokens[i]];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          g[i][j] += probability * pi[tokens[j] * vocab + tokens[i]] / mu[tokens[i]];
        }
      }
    }
    for (double[] row : g) {
      for (int j = 0; j < n; j++) {
        row[j] -= 1;
      }
    }
    return g;
  }

  /**
   * The mean of pi(s_i | s_j) / mu(s_i) - 1 over simulated sequences. 36 pairs within 5.5 standard
   * errors: false alarms below 2e-6.
   */
  @Test
  void agreesWithSimulatedSequences() {
    UniformRandomProvider random = Seeds.random(Seeds.of("simulation", 12));
    int vocab = 4;
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    Distributions.dirichlet(vocab, 1, random).draw(pi, mu);
    int n = FOREST.size();
    var means = new RunningMeans(n);
    double[][] sample = new double[n][n];
    int[] tokens = new int[n];
    for (int k = 0; k < 40_000; k++) {
      for (int i = 0; i < n; i++) {
        tokens[i] =
            FOREST.isRoot(i)
                ? drawn(mu, 0, random)
                : drawn(pi, tokens[FOREST.parents(i)[0]] * vocab, random);
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sample[i][j] = pi[tokens[j] * vocab + tokens[i]] / mu[tokens[i]] - 1;
        }
      }
      means.add(sample);
    }
    double[][] g = MutualInformation.of(FOREST, pi, mu);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double tolerance = 5.5 * means.standardErrors()[i][j];
        assertThat(means.means()[i][j]).isCloseTo(g[i][j], within(tolerance));
      }
    }
  }

  /** A symbol of 0..3 from the distribution that begins at {@code from}. */
  private static int drawn(double[] distributions, int from, UniformRandomProvider random) {
    double left = random.nextDouble() - distributions[from];
    int symbol = 0;
    while (left >= 0 && symbol < 3) {
      symbol++;
      left -= distributions[from + symbol];
    }
    return symbol;
  }

  @Test
  void handComputedExampleOfTwoSymbols() {
    // symmetric with second eigenvalue .6: g = .6^(b + c + 1) for distances b and c
    double[] pi = {.8, .2, .2, .8};
    double[][] g = MutualInformation.of(FOREST, pi, new double[] {.5, .5});
    assertThat(g[1][0]).isCloseTo(.36, within(1e-12)); // the parent: .8^2 + .2^2 + .. - 1
    assertThat(g[1][1]).isCloseTo(.6, within(1e-12)); // itself
    assertThat(g[2][1]).isCloseTo(.216, within(1e-12)); // its sibling
    assertThat(g[4][0]).isCloseTo(.216, within(1e-12)); // its grandparent
    assertThat(g[4][2]).isCloseTo(.1296, within(1e-12)); // its parent's sibling
    assertThat(g[5][4]).isZero(); // another tree
  }

  @Test
  void noEarlierPositionExceedsTheParentForAnySingleDistribution() {
    UniformRandomProvider random = Seeds.random(Seeds.of("inequality", 13));
    for (int trial = 0; trial < 200; trial++) {
      int vocab = 2 + random.nextInt(6);
      var forest = new RandomForest(.2).draw(8, random);
      double[] pi = new double[vocab * vocab];
      double[] mu = new double[vocab];
      Distributions.dirichlet(vocab, .3, random).draw(pi, mu);
      double[][] g = MutualInformation.of(forest, pi, mu);
      for (var edge : forest.edges()) {
        for (int j = 0; j < edge.child(); j++) {
          assertThat(g[edge.child()][j]).isLessThanOrEqualTo(g[edge.child()][edge.parent()] + 1e-9);
        }
      }
    }
  }

  @Test
  void extremeDistributionsStayWithinTheirBounds() {
    UniformRandomProvider random = Seeds.random(Seeds.of("extremes", 14));
    int vocab = 5;
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    for (int trial = 0; trial < 300; trial++) {
      Distributions.dirichlet(vocab, .02, random).draw(pi, mu);
      for (double[] row : MutualInformation.of(FOREST, pi, mu)) {
        for (double g : row) {
          assertThat(g).isBetween(-1 - 1e-9, vocab - 1 + 1e-9);
        }
      }
    }
  }

  @Test
  void aSymbolThatNeverOccursIsLeftOut() {
    double[] pi = {.8, .2, 0, .2, .8, 0, .5, .5, 0};
    double[] mu = {.5, .5, 0};
    assertThat(MutualInformation.of(FOREST, pi, mu)[1][0]).isCloseTo(.36, within(1e-12));
  }

  @Test
  void averagesAndTheirErrorsAreThoseOfTheDraws() {
    double[][] distributions = {{.8, .2, .2, .8}, {.6, .4, .4, .6}};
    int[] next = {0};
    Distributions.Source alternating =
        (pi, mu) -> {
          System.arraycopy(distributions[next[0]++ % 2], 0, pi, 0, 4);
          mu[0] = .5;
          mu[1] = .5;
        };
    var average = MutualInformation.average(FOREST, 2, 4, alternating.bothWays(2));
    assertThat(average.draws()).isEqualTo(4);
    assertThat(average.mean()[1][0]).isCloseTo((.36 + .04) / 2, within(1e-12));
    // values .36 .04 .36 .04: variance 4 * .16^2 / 3
    assertThat(average.standardError()[1][0])
        .isCloseTo(Math.sqrt(4 * .16 * .16 / 3 / 4), within(1e-12));
    assertThat(average.excessError()[1][0]).isZero();
    // sibling: .216 - .36 and .008 - .04
    double half = (.144 - .032) / 2;
    assertThat(average.excessError()[2][1])
        .isCloseTo(Math.sqrt(4 * half * half / 3 / 4), within(1e-12));
    assertThat(average.mean()[5][4]).isZero();
    assertThat(average.standardError()[5][4]).isZero();
    assertThat(average.excessError()[5][4]).isCloseTo(average.standardError()[1][0], within(1e-12));
    // the largest is that of a position with itself: .6 and .2
    assertThat(average.largestError()).isCloseTo(Math.sqrt(4 * .04 / 3 / 4), within(1e-12));
    assertThat(average.contradictions(FOREST, 3)).isZero();
  }

  @Test
  void hiddenNodesCountInTheDistances() {
    Distributions.Source single =
        (pi, mu) -> {
          System.arraycopy(new double[] {.8, .2, .2, .8}, 0, pi, 0, 4);
          mu[0] = .5;
          mu[1] = .5;
        };
    // 0 -> 1 -> 2, 1 -> 3, with 1 hidden, and 4 alone: positions 0 to 3 show nodes 0, 2, 3, 4
    var nodes = CausalGraph.ofParents(-1, 0, 1, 1, -1);
    var hidden = MutualInformation.average(nodes, new int[] {0, 2, 3, 4}, 2, 2, single.bothWays(2));
    assertThat(hidden.mean()[1][0]).isCloseTo(.216, within(1e-12)); // two edges
    assertThat(hidden.mean()[2][1]).isCloseTo(.216, within(1e-12)); // a hidden cause of both
    assertThat(hidden.mean()[3][1]).isZero();
    assertThat(TreePaths.of(nodes, new int[] {0, 2, 3, 4}).parent(2)).isZero();
  }

  @Test
  void aContradictionIsCountedOnceItExceedsItsError() {
    double[][] mean = {{0, 0, 0}, {.3, 0, 0}, {.2, .4, 0}};
    double[][] error = {{0, 0, 0}, {0, 0, 0}, {.01, .05, 0}};
    var chainOfRoot = CausalGraph.ofParents(-1, 0, 0);
    var information = new MutualInformation(10, mean, error, error);
    assertThat(information.contradictions(chainOfRoot, 3)).isEqualTo(1);
    assertThat(information.contradictions(chainOfRoot, 5)).isZero();
  }

  @Test
  void theAverageOverTheDirichletPriorHasTheParentOnTopAndNoContradiction() {
    UniformRandomProvider random = Seeds.random(Seeds.of("average", 15));
    var forest = new RandomForest(.5).draw(19, random);
    var average =
        MutualInformation.average(
            forest, 10, 500, Distributions.dirichlet(10, .1, random).bothWays(10));
    assertThat(average.contradictions(forest, 0)).isZero();
    assertThat(TheoryScores.parentShare(forest, average.mean())).isEqualTo(1);
    // g_ii = E trace(pi) - 1 = 0: 5 standard errors, false alarm 6e-7
    assertThat(average.mean()[3][3]).isCloseTo(0, within(5 * average.standardError()[3][3]));
    assertThat(average.largestError()).isBetween(0.0, .1);
  }

  /**
   * Of two symbols that are left with probabilities a and b, rho = pi and the g of a parent is (1 -
   * a - b)^2, of which the mean over Beta(alpha, alpha) numbers is 1 / (2 (2 alpha + 1)). At alpha
   * = .001 a and b are often both below every double and so is a / b: one symbol has all of mu. 5
   * standard errors, false alarm 6e-7.
   */
  @ParameterizedTest
  @ValueSource(doubles = {.001, .01, .3})
  void symbolsThatAllButNeverOccurCountByTheirOdds(double alpha) {
    var task = new TaskSettings(2, 6, new TransitionPrior.Dirichlet(alpha), 0, 0);
    var matrices = new TransitionSampler(task, Seeds.of("symbolsThatAllButNeverOccur", 16));
    double[] mu = new double[2];
    var average =
        MutualInformation.average(
            FOREST,
            2,
            4000,
            (pi, reversed) -> {
              matrices.draw(pi, mu);
              matrices.reverse(reversed);
              assertThat(reversed).containsExactly(pi, within(1e-9));
            });
    assertThat(average.mean()[1][0])
        .isCloseTo(1 / (2 * (2 * alpha + 1)), within(5 * average.standardError()[1][0]));
    assertThat(average.contradictions(FOREST, 3)).isZero();
  }

  /** Also where most of what leaves a symbol is below every double. */
  @Test
  void theReversedChainIsStochasticHoweverSmallTheParameter() {
    for (double alpha : new double[] {.001, .003, .1}) {
      var task = new TaskSettings(4, 6, new TransitionPrior.Dirichlet(alpha), 0, 0);
      var matrices = new TransitionSampler(task, Seeds.of("theReversedChain", 17));
      double[] pi = new double[16];
      double[] mu = new double[4];
      double[] rho = new double[16];
      for (int draw = 0; draw < 500; draw++) {
        matrices.draw(pi, mu);
        matrices.reverse(rho);
        for (int to = 0; to < 4; to++) {
          double sum = 0;
          for (int from = 0; from < 4; from++) {
            sum += rho[to * 4 + from];
          }
          assertThat(sum).isCloseTo(1, within(1e-9));
          // a symbol follows itself as often in either direction
          assertThat(rho[to * 5]).isCloseTo(pi[to * 5], within(1e-9));
        }
      }
    }
  }

  @Test
  void otherGraphsAreRefused() {
    double[] pi = {.8, .2, .2, .8};
    double[] mu = {.5, .5};
    var cycle = CausalGraph.ofParents(1, 0);
    assertThatThrownBy(() -> MutualInformation.of(cycle, pi, mu))
        .hasMessage("mutual informations are exact on forests only, not on CausalGraph[[1], [0]]");
    var twoParents = CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}});
    assertThatThrownBy(() -> MutualInformation.of(twoParents, pi, mu))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(MutualInformation.isDefinedOn(cycle)).isFalse();
    assertThat(MutualInformation.isDefinedOn(twoParents)).isFalse();
    assertThat(MutualInformation.isDefinedOn(CausalGraph.ofParents(1, 2, -1))).isTrue();
    assertThatThrownBy(() -> MutualInformation.average(FOREST, 2, 1, (p, m) -> {}))
        .hasMessage("draws = 1 must be >= 2");
  }
}
