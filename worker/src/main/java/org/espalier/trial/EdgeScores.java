package org.espalier.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.LayerAttention;
import org.espalier.metric.Ranks;
import org.espalier.metric.Relation;

/** The rows of the {@code edges} table. */
final class EdgeScores {

  private EdgeScores() {}

  /** Every pair (child, candidate &le; child) of the graph's positions, by child and candidate. */
  static List<EdgeScore> of(CausalGraph graph, LayerAttention attention) {
    var scores = new ArrayList<EdgeScore>();
    for (int i = 0; i < graph.size(); i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        row[j] = attention.largestWeight(i, j);
      }
      for (int j = 0; j <= i; j++) {
        scores.add(
            new EdgeScore(
                i,
                j,
                graph.isEdge(i, j),
                graph.isIdentifiable(i, j),
                Relation.of(graph, i, j).label(),
                row[j],
                attention.strongestHead(i, j) + 1,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Ranks.descending(row, i + 1, j),
                OptionalInt.empty(),
                OptionalInt.empty()));
      }
    }
    return scores;
  }
}
