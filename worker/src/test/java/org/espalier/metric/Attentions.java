package org.espalier.metric;

import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.graph.CausalGraph;

/** Attention matrices and graphs for tests. */
final class Attentions {

  private Attentions() {}

  /** Rows of the lower triangle; the rest is 0. */
  static double[][] rows(double[]... rows) {
    double[][] matrix = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, matrix[i], 0, rows[i].length);
    }
    return matrix;
  }

  static double[] row(double... weights) {
    return weights;
  }

  static double[][] uniform(int length) {
    double[][] matrix = new double[length][length];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = 1.0 / (i + 1);
      }
    }
    return matrix;
  }

  /** Weights that are multiples of 1/8 before normalisation, so that ties are frequent. */
  static double[][] random(int length, Random random) {
    double[][] matrix = new double[length][length];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = 1 + random.nextInt(8);
        sum += matrix[i][j];
      }
      for (int j = 0; j <= i; j++) {
        matrix[i][j] /= sum;
      }
    }
    return matrix;
  }

  /** Every ordered pair is an edge with the given probability, both ways allowed. */
  static CausalGraph randomGraph(int size, double density, Random random) {
    int[][] parents = new int[size][];
    for (int i = 0; i < size; i++) {
      int child = i;
      parents[i] =
          IntStream.range(0, size)
              .filter(j -> j != child && random.nextDouble() < density)
              .toArray();
    }
    return CausalGraph.ofParentLists(parents);
  }
}
