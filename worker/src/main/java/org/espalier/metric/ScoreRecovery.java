package org.espalier.metric;

import java.util.ArrayList;
import java.util.List;
import org.espalier.graph.CausalGraph;

/**
 * How well a score of pairs of positions finds the edges of the graph, on the positions that have a
 * parent within the {@link EdgeScope}; the candidates of position i are 0..i. A position with k
 * parents is allowed k claims: its k largest scores.
 *
 * @param accuracy share of the edges among the claims; a parent whose score others share, so that
 *     it takes more than k claims to reach it, is missed, as are all of a position with a score
 *     that is not a number; NaN without edges
 * @param chance the accuracy that scores without information are expected to have, the mean over
 *     edges of k / (i + 1); NaN without edges
 * @param ranking of all candidates together
 */
public record ScoreRecovery(double accuracy, double chance, RankingQuality ranking) {

  /**
   * Measures scores.
   *
   * @param scores [n][at least i+1] larger: more likely an edge; what stands right of the diagonal
   *     is not read
   * @throws IllegalArgumentException if the graph has more positions than there are rows
   */
  public static ScoreRecovery of(double[][] scores, CausalGraph graph, EdgeScope scope) {
    if (scores.length < graph.size()) {
      throw new IllegalArgumentException(
          scores.length + " rows of scores for a graph of " + graph.size() + " positions");
    }
    int edges = 0;
    int found = 0;
    double chance = 0;
    List<Double> candidates = new ArrayList<>();
    List<Boolean> positive = new ArrayList<>();
    for (int i : scope.children(graph)) {
      int[] parents = scope.parents(graph, i);
      for (int parent : parents) {
        edges++;
        found += parent <= i && isAmongLargest(scores[i], i, parent, parents.length) ? 1 : 0;
        chance += parent <= i ? Math.min(1, parents.length / (i + 1.0)) : 0;
      }
      for (int j = 0; j <= i; j++) {
        candidates.add(scores[i][j]);
        positive.add(graph.isEdge(i, j));
      }
    }
    double[] all = candidates.stream().mapToDouble(score -> score).toArray();
    boolean[] isEdge = new boolean[all.length];
    for (int c = 0; c < all.length; c++) {
      isEdge[c] = positive.get(c);
    }
    return new ScoreRecovery(
        (double) found / edges, chance / edges, RankingQuality.of(all, isEdge));
  }

  /** Whether at most {@code count} of the first i + 1 scores are as large as that of j. */
  private static boolean isAmongLargest(double[] scores, int i, int j, int count) {
    int asLarge = 0;
    for (int c = 0; c <= i; c++) {
      if (Double.isNaN(scores[c])) {
        return false;
      }
      asLarge += scores[c] >= scores[j] ? 1 : 0;
    }
    return asLarge <= count;
  }
}
