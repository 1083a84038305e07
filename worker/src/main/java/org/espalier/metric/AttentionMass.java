package org.espalier.metric;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * How much attention children pay to their parents, each parent by its assigned head ({@link
 * HeadAssignment#perChild}).
 *
 * <p>All values are in [0, 1]; NaN if there is no edge or the attention holds NaN.
 *
 * @param edges number of edges behind the values
 * @param mean over edges; the paper's Figure 9 shows its distribution over graphs
 * @param min over edges
 * @param median over edges; of an even number the mean of the middle two
 * @param perPosition [n] mean over the parents of each position, NaN for a position without
 */
public record AttentionMass(
    int edges, double mean, double min, double median, double[] perPosition) {

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static AttentionMass of(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    return of(HeadAssignment.perChild(attention, graph, scope));
  }

  /** Measures the attention by a given assignment of heads. */
  public static AttentionMass of(HeadAssignment assignment) {
    double[] perPosition = new double[assignment.size()];
    double[] masses = new double[0];
    for (int i = 0; i < perPosition.length; i++) {
      double[] here = new double[assignment.parentCount(i)];
      for (int k = 0; k < here.length; k++) {
        here[k] = assignment.mass(i, k);
      }
      perPosition[i] = mean(here);
      masses = concatenated(masses, here);
    }
    return new AttentionMass(masses.length, mean(masses), min(masses), median(masses), perPosition);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).reduce(Math::min).orElse(Double.NaN);
  }

  private static double median(double[] values) {
    if (values.length == 0 || Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double[] concatenated(double[] head, double[] tail) {
    double[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    return both;
  }
}
