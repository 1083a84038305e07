package org.espalier.task;

import org.espalier.Seeds;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitterTest {

  private static final int DRAWS = 200_000;
  private static final TransitionPrior PRIOR = new TransitionPrior.Dirichlet(1);

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 1})
  void singleParentIsRedrawnUniformlyWithTheGivenProbability(double e) {
    GenerativeGraph graph = graph(new GraphFamily.Lag(2), e);
    var drawing = new ForestDrawing(SequenceProcess.of(graph, new TaskSettings(3, 8, PRIOR, 0, 0)));
    var random = new Xoshiro256(Seeds.of("singleParentIsRedrawn", 71));
    long[] counts = new long[5];
    for (int n = 0; n < DRAWS; n++) {
      counts[drawing.jitter(5, random)]++;
    }
    double[] expected = new double[5];
    for (int p = 0; p < 5; p++) {
      expected[p] = e / 5 + (p == 3 ? 1 - e : 0);
    }
    Statistics.assertCounts(counts, expected);
  }

  /** Node 5 has parents 2 and 4; an edge never takes the parent that the other one has. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 1})
  void parentsOfADagAreRedrawnUniformlyWithTheGivenProbability(double e) {
    GenerativeGraph graph = graph(new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER), e);
    var drawing = new DagDrawing(SequenceProcess.of(graph, new TaskSettings(3, 8, PRIOR, 0, 0)));
    var random = new Xoshiro256(Seeds.of("parentsOfADagAreRedrawn", 72));
    long[] counts = new long[25];
    for (int n = 0; n < DRAWS; n++) {
      int[] parents = drawing.jitter(5, random);
      counts[5 * parents[0] + parents[1]]++;
    }
    double[] expected = new double[25];
    for (int first = 0; first < 5; first++) {
      double pFirst = first == 4 ? 0 : e / 4 + (first == 2 ? 1 - e : 0);
      for (int second = 0; second < 5; second++) {
        double pSecond = second == first ? 0 : e / 4 + (second == 4 ? 1 - e : 0);
        expected[5 * Math.min(first, second) + Math.max(first, second)] += pFirst * pSecond;
      }
    }
    Statistics.assertCounts(counts, expected);
  }

  private static GenerativeGraph graph(GraphFamily family, double e) {
    return new Violations(0, 8, 0, 0, e).apply(family, 8, Seeds.random(1));
  }
}
