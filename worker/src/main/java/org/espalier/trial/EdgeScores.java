package org.espalier.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.attribution.Attribution;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.LayerAttention;
import org.espalier.metric.Ranks;
import org.espalier.metric.Relation;
import org.espalier.theory.MutualInformation;

/** The rows of the {@code edges} table. */
final class EdgeScores {

  private EdgeScores() {}

  /** Every pair (child, candidate &le; child) of the graph's positions, by child and candidate. */
  static List<EdgeScore> of(
      CausalGraph graph,
      LayerAttention attention,
      Optional<InitialTheory> theory,
      List<RivalScore> rivals,
      Optional<Attribution> attribution) {
    Optional<double[][]> descent = theory.map(t -> negated(t.gradient()));
    Optional<double[][]> information =
        theory.flatMap(t -> t.information()).map(MutualInformation::mean);
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
                new EdgeScore.Attention(
                    row[j],
                    attention.strongestHead(i, j) + 1,
                    Ranks.descending(row, i + 1, j),
                    value(attribution.map(Attribution::edgeAblation), i, j),
                    value(attribution.map(Attribution::gradientAttention), i, j)),
                new EdgeScore.Theory(
                    value(theory.map(InitialTheory::gradient), i, j),
                    rank(descent, i, j),
                    value(information, i, j),
                    rank(information, i, j)),
                RivalEdges.of(rivals, i, j)));
      }
    }
    return scores;
  }

  private static OptionalDouble value(Optional<double[][]> matrix, int i, int j) {
    return matrix
        .filter(m -> !Double.isNaN(m[i][j]))
        .map(m -> OptionalDouble.of(m[i][j]))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalInt rank(Optional<double[][]> matrix, int i, int j) {
    return matrix
        .map(m -> OptionalInt.of(Ranks.descending(m[i], i + 1, j)))
        .orElse(OptionalInt.empty());
  }

  private static double[][] negated(double[][] matrix) {
    double[][] negated = new double[matrix.length][];
    Arrays.setAll(negated, i -> Arrays.stream(matrix[i]).map(x -> -x).toArray());
    return negated;
  }
}
