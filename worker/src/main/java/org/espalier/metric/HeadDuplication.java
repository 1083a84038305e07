package org.espalier.metric;

import org.espalier.graph.CausalGraph;

/**
 * Whether the heads of a layer do the same thing: averages over all pairs of heads and all
 * positions that have a parent within the scope. NaN with a single head or without such positions.
 *
 * @param sameTarget share in which both heads point at the same position ({@link
 *     LayerAttention#pointsAt}), in [0, 1]
 * @param cosine of the angle between the two rows of attention, in [0, 1]
 */
public record HeadDuplication(double sameTarget, double cosine) {

  /**
   * Compares the heads of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static HeadDuplication of(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    EdgeScope.requireRows(attention, graph);
    int comparisons = 0;
    int same = 0;
    double cosines = 0;
    for (int i : scope.children(graph)) {
      for (int a = 0; a < attention.heads(); a++) {
        for (int b = a + 1; b < attention.heads(); b++) {
          comparisons++;
          int target = attention.pointsAt(a, i);
          same += target != LayerAttention.NOWHERE && target == attention.pointsAt(b, i) ? 1 : 0;
          cosines += cosine(attention, a, b, i);
        }
      }
    }
    return new HeadDuplication((double) same / comparisons, cosines / comparisons);
  }

  private static double cosine(LayerAttention attention, int a, int b, int i) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int j = 0; j <= i; j++) {
      double inA = attention.weight(a, i, j);
      double inB = attention.weight(b, i, j);
      product += inA * inB;
      squareA += inA * inA;
      squareB += inB * inB;
    }
    return product / Math.sqrt(squareA * squareB);
  }
}
