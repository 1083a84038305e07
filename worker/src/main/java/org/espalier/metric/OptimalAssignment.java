package org.espalier.metric;

import java.util.Arrays;

/**
 * The linear assignment problem: which column each row takes, no column twice, so that the total
 * weight is largest.
 *
 * <p>Successive shortest augmenting paths with dual prices (the Hungarian method), n^2 m steps.
 */
final class OptimalAssignment {

  private static final int FREE = -1;

  private OptimalAssignment() {}

  /**
   * Assigns as many pairs as the smaller side has.
   *
   * @param weights [n][m], finite, any sign
   * @return [n] the column of each row, -1 for a row that is left over (only if n > m)
   */
  static int[] columnOfRow(double[][] weights) {
    int n = weights.length;
    int m = n == 0 ? 0 : weights[0].length;
    return n <= m ? assign(weights) : inverse(assign(transposed(weights)), n);
  }

  /** For n <= m: every row gets a column. */
  private static int[] assign(double[][] weights) {
    int n = weights.length;
    int m = n == 0 ? 0 : weights[0].length;
    double[] rowPrice = new double[n];
    double[] columnPrice = new double[m];
    int[] rowOf = filled(m);
    for (int row = 0; row < n; row++) {
      augment(weights, row, rowOf, rowPrice, columnPrice);
    }
    return inverse(rowOf, n);
  }

  /**
   * Finds the cheapest way to give {@code start} a column, moving rows that already have one. The
   * cost of a pair is minus its weight; with the prices it is never negative, so that Dijkstra's
   * method applies.
   */
  private static void augment(
      double[][] weights, int start, int[] rowOf, double[] rowPrice, double[] columnPrice) {
    int m = rowOf.length;
    double[] distance = new double[m];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    int[] previous = filled(m); // the column from whose row this one was reached
    boolean[] settled = new boolean[m];
    int column = FREE;
    int row = start;
    double travelled = 0;
    do {
      for (int c = 0; c < m; c++) {
        if (!settled[c]) {
          double through = travelled - weights[row][c] - rowPrice[row] - columnPrice[c];
          if (through < distance[c]) {
            distance[c] = through;
            previous[c] = column;
          }
        }
      }
      column = nearest(distance, settled);
      settled[column] = true;
      travelled = distance[column];
      row = rowOf[column];
    } while (row != FREE);

    rowPrice[start] += travelled;
    for (int c = 0; c < m; c++) {
      if (settled[c]) {
        columnPrice[c] -= travelled - distance[c];
        if (rowOf[c] != FREE) {
          rowPrice[rowOf[c]] += travelled - distance[c];
        }
      }
    }
    while (column != FREE) {
      int before = previous[column];
      rowOf[column] = before == FREE ? start : rowOf[before];
      column = before;
    }
  }

  private static int nearest(double[] distance, boolean[] settled) {
    int nearest = FREE;
    for (int c = 0; c < distance.length; c++) {
      if (!settled[c] && (nearest == FREE || distance[c] < distance[nearest])) {
        nearest = c;
      }
    }
    return nearest;
  }

  private static int[] inverse(int[] to, int size) {
    int[] from = filled(size);
    for (int k = 0; k < to.length; k++) {
      if (to[k] != FREE) {
        from[to[k]] = k;
      }
    }
    return from;
  }

  private static int[] filled(int size) {
    int[] free = new int[size];
    Arrays.fill(free, FREE);
    return free;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }
}
