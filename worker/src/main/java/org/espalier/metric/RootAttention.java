package org.espalier.metric;

import java.util.stream.IntStream;
import org.espalier.graph.CausalGraph;

/**
 * Where positions without a parent attend, for which no place is right: how spread their attention
 * is. Averages over roots and heads; position 0 is left out, for it can only attend to itself.
 *
 * @param roots number of positions that have no parent, without position 0
 * @param entropy mean of -sum_j P_ij ln P_ij, in nats; NaN without roots
 * @param normalizedEntropy mean of the same divided by ln(i+1), its largest possible value: 1 for
 *     uniform attention, 0 for attention to a single place; NaN without roots
 */
public record RootAttention(int roots, double entropy, double normalizedEntropy) {

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static RootAttention of(LayerAttention attention, CausalGraph graph) {
    EdgeScope.requireRows(attention, graph);
    int[] roots = IntStream.range(1, graph.size()).filter(graph::isRoot).toArray();
    double sum = 0;
    double normalizedSum = 0;
    for (int i : roots) {
      for (int h = 0; h < attention.heads(); h++) {
        double entropy = entropy(attention, h, i);
        sum += entropy;
        normalizedSum += entropy / Math.log(i + 1.0);
      }
    }
    int rows = roots.length * attention.heads();
    return new RootAttention(roots.length, sum / rows, normalizedSum / rows);
  }

  private static double entropy(LayerAttention attention, int head, int i) {
    double entropy = 0;
    for (int j = 0; j <= i; j++) {
      double weight = attention.weight(head, i, j);
      // 0 ln 0 = 0; NaN goes through
      entropy -= weight == 0 ? 0 : weight * Math.log(weight);
    }
    return entropy;
  }
}
