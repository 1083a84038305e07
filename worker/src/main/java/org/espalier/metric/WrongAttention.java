package org.espalier.metric;

import java.util.EnumMap;
import java.util.Map;
import org.espalier.graph.CausalGraph;

/**
 * Where attention goes, by what the position attended to is to the one that attends.
 *
 * <p>Averages over all heads and over the rows of positions that have a parent in the graph,
 * however far behind; roots have no right answer and do not count. Every head counts in full:
 * attention to any parent is right, whichever head was meant for it.
 *
 * @param rows number of positions behind the averages
 * @param mass mean attention to each relation, summing to 1; NaN without rows
 */
public record WrongAttention(int rows, Map<Relation, Double> mass) {

  public WrongAttention {
    mass = Map.copyOf(mass);
  }

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static WrongAttention of(LayerAttention attention, CausalGraph graph) {
    EdgeScope.requireRows(attention, graph);
    int[] children = EdgeScope.ALL.children(graph);
    Map<Relation, Double> mass = new EnumMap<>(Relation.class);
    int rows = children.length * attention.heads();
    for (Relation relation : Relation.values()) {
      mass.put(relation, rows == 0 ? Double.NaN : 0.0);
    }
    for (int i : children) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int h = 0; h < attention.heads(); h++) {
          sum += attention.weight(h, i, j);
        }
        mass.merge(Relation.of(graph, i, j), sum / rows, Double::sum);
      }
    }
    return new WrongAttention(children.length, mass);
  }

  /** Mean attention to positions that are not a parent, in [0, 1]. */
  public double total() {
    double total = 0;
    for (Relation relation : Relation.values()) {
      total += relation == Relation.PARENT ? 0 : mass.get(relation);
    }
    return total;
  }

  /** Share of the wrong attention that goes to a relation; NaN if no attention is wrong. */
  public double share(Relation relation) {
    return mass.get(relation) / total();
  }
}
