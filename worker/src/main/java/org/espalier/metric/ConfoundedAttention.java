package org.espalier.metric;

import org.espalier.graph.CausalGraph;
import org.espalier.graph.CausalGraph.ConfoundedPair;

/**
 * Do positions with a hidden common cause attend to each other? Averages over all confounded pairs
 * and heads of the attention from the later to the earlier position, whether or not the later one
 * has a parent of its own; a root that shares a hidden cause has no other place to be wrong about.
 *
 * @param pairs number of confounded pairs
 * @param attention mean attention, 0 to 1; NaN without pairs
 * @param lift mean attention as a multiple of what uniform attention would pay, 1/(i+1) at position
 *     i; NaN without pairs
 */
public record ConfoundedAttention(int pairs, double attention, double lift) {

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static ConfoundedAttention of(LayerAttention layer, CausalGraph graph) {
    EdgeScope.requireRows(layer, graph);
    double attention = 0;
    double lift = 0;
    for (ConfoundedPair pair : graph.confoundedPairs()) {
      for (int h = 0; h < layer.heads(); h++) {
        double weight = layer.weight(h, pair.second(), pair.first());
        attention += weight;
        lift += weight * (pair.second() + 1);
      }
    }
    int pairs = graph.confoundedPairs().size();
    int rows = pairs * layer.heads();
    return new ConfoundedAttention(pairs, attention / rows, lift / rows);
  }
}
