package org.espalier.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag;
import org.espalier.rival.GraphEvidence.Optimum;
import org.espalier.task.RootDistribution;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphEvidenceTest {

  private static final List<TransitionPrior> PRIORS =
      List.of(
          new TransitionPrior.Dirichlet(0.1),
          new TransitionPrior.Asymmetric(List.of(0.3, 1.0, 2.5)),
          new TransitionPrior.NearDeterministic(0.8),
          new TransitionPrior.Uniform());

  /** The definition: for each sequence the integral of each row, written out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void evidenceIsTheProductOfTheIntegralsOfAllRows(int k) {
    var random = Seeds.random(Seeds.of("evidenceIsTheProduct", 5));
    ContextTokens tokens = tokens(random, 3, 7, 9);
    int[][] parents = lists(new Dag(k, Dag.Pattern.RANDOM), 7, random);
    parents[5] = new int[0];
    for (TransitionPrior prior : PRIORS) {
      for (RootDistribution rootDistribution : RootDistribution.values()) {
        double expected = 0;
        for (int b = 0; b < tokens.sequences(); b++) {
          expected += definition(tokens.sequence(b), parents, prior, rootDistribution, k);
        }
        assertThat(GraphEvidence.of(tokens, prior, k, rootDistribution).logEvidence(parents))
            .as("%s, roots %s", prior, rootDistribution)
            .isCloseTo(expected, within(1e-10));
      }
    }
  }

  /**
   * Of two symbols all transitions of a sequence have one parameter: the integral of a^(alpha - 1 +
   * same) (1 - a)^(alpha - 1 + other) over that without counts.
   */
  @Test
  void evidenceOfDoublyStochasticMatricesOfTwoSymbolsIsABetaFunction() {
    var random = Seeds.random(Seeds.of("evidenceOfDoublyStochastic", 6));
    ContextTokens tokens = tokens(random, 2, 6, 40);
    int[][] parents = {{}, {0}, {1}, {1}, {}, {3}};
    double alpha = 0.4;
    double expected = 0;
    for (int b = 0; b < tokens.sequences(); b++) {
      byte[] sequence = tokens.sequence(b);
      int same = 0;
      int transitions = 0;
      for (int i = 0; i < parents.length; i++) {
        if (parents[i].length > 0) {
          transitions++;
          same += sequence[i] == sequence[parents[i][0]] ? 1 : 0;
        }
      }
      expected +=
          logRising(alpha, same)
              + logRising(alpha, transitions - same)
              - logRising(2 * alpha, transitions)
              - 2 * Math.log(2);
    }
    var prior = new TransitionPrior.DoublyStochastic(alpha);
    assertThat(GraphEvidence.of(tokens, prior, 1, RootDistribution.UNIFORM).logEvidence(parents))
        .isCloseTo(expected, within(1e-9));
  }

  private static double definition(
      byte[] sequence,
      int[][] parents,
      TransitionPrior prior,
      RootDistribution rootDistribution,
      int k) {
    int[][] counts = new int[1 + (int) Math.pow(3, k)][3];
    for (int i = 0; i < parents.length; i++) {
      int row = 0;
      for (int parent : parents[i]) {
        row = 3 * row + sequence[parent];
      }
      counts[parents[i].length == 0 ? 0 : 1 + row][sequence[i]]++;
    }
    double sum = 0;
    for (int row = 0; row < counts.length; row++) {
      boolean known = row == 0 && rootDistribution != RootDistribution.DRAWN;
      sum += known ? -Arrays.stream(counts[0]).sum() * Math.log(3) : integral(counts[row], prior);
    }
    return sum;
  }

  private static double integral(int[] counts, TransitionPrior prior) {
    if (prior instanceof TransitionPrior.NearDeterministic near) {
      double mean = 0;
      for (int likely = 0; likely < 3; likely++) {
        double product = 1;
        for (int s = 0; s < 3; s++) {
          double p = s == likely ? near.determinism() : (1 - near.determinism()) / 2;
          product *= Math.pow(p, counts[s]);
        }
        mean += product / 3;
      }
      return Math.log(mean);
    }
    double[] alphas =
        prior instanceof TransitionPrior.Asymmetric a
            ? a.alphas().stream().mapToDouble(Double::doubleValue).toArray()
            : prior instanceof TransitionPrior.Dirichlet d
                ? new double[] {d.alpha(), d.alpha(), d.alpha()}
                : new double[] {1, 1, 1};
    double sum = -logRising(Arrays.stream(alphas).sum(), Arrays.stream(counts).sum());
    for (int s = 0; s < 3; s++) {
      sum += logRising(alphas[s], counts[s]);
    }
    return sum;
  }

  /** ln Gamma(a + n) - ln Gamma(a). */
  private static double logRising(double a, int n) {
    double product = 1;
    for (int m = 0; m < n; m++) {
      product *= a + m;
    }
    return Math.log(product);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void noChangeOfOneParentImprovesWhatTheAscentFinds(int k) {
    var random = Seeds.random(Seeds.of("noChangeOfOneParentImproves", 6));
    ContextTokens tokens = tokens(random, 3, 8, 40);
    var prior = new TransitionPrior.Dirichlet(0.5);
    for (RootDistribution rootDistribution : RootDistribution.values()) {
      var evidence = GraphEvidence.of(tokens, prior, k, rootDistribution);
      Optimum best = evidence.best(Optional.empty(), 2, random);
      assertThat(evidence.logEvidence(best.parents())).isEqualTo(best.logEvidence());
      double[][] gains = evidence.gains(best.parents());
      for (int i = k; i < 8; i++) {
        int[][] other = best.parents().clone();
        int[] own = other[i];
        other[i] = new int[0];
        double none = evidence.logEvidence(other);
        if (rootDistribution != RootDistribution.STATIONARY) {
          assertThat(none).isLessThanOrEqualTo(best.logEvidence() + 1e-8);
        }
        for (int j = 0; j < i; j++) {
          double most = Double.NEGATIVE_INFINITY;
          for (int slot = 0; slot < own.length; slot++) {
            if (Arrays.binarySearch(own, j) < 0) {
              other[i] = own.clone();
              other[i][slot] = j;
              Arrays.sort(other[i]);
              most = Math.max(most, evidence.logEvidence(other));
            }
          }
          assertThat(most).isLessThanOrEqualTo(best.logEvidence() + 1e-8);
          if (k == 1 && Arrays.binarySearch(own, j) >= 0) {
            assertThat(gains[i][j]).isCloseTo(best.logEvidence() - none, within(1e-8));
          } else if (k == 1 && own.length > 0) {
            assertThat(gains[i][j]).isCloseTo(most - none, within(1e-8));
          } else if (own.length > 0 && Arrays.binarySearch(own, j) < 0) {
            assertThat(gains[i][j]).isCloseTo(most - best.logEvidence(), within(1e-8));
          }
        }
      }
    }
  }

  @Test
  void countsBeyondAnArrayAreRefused() {
    var tokens = ContextTokens.of(64, new int[70_000][12]);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                GraphEvidence.of(
                    tokens, new TransitionPrior.Uniform(), 2, RootDistribution.UNIFORM))
        .hasMessageContaining("70000 sequences over 64 symbols with 2 parents");
  }

  private static ContextTokens tokens(
      UniformRandomProvider random, int vocab, int positions, int sequences) {
    int[][] tokens = new int[sequences][positions];
    for (int[] sequence : tokens) {
      Arrays.setAll(sequence, i -> random.nextInt(vocab));
    }
    return ContextTokens.of(vocab, tokens);
  }

  private static int[][] lists(GraphFamily family, int size, UniformRandomProvider random) {
    var graph = family.draw(size, random);
    int[][] lists = new int[size][];
    Arrays.setAll(lists, graph::parents);
    return lists;
  }
}
