package org.espalier.metric;

import java.util.Arrays;
import java.util.Locale;

/**
 * The attention matrices of one layer: for every head the weights with which each position attends
 * to each.
 *
 * <p>A weight that is not a number (of a model that has diverged) stays one: sums over it are NaN,
 * and a row that holds one points nowhere.
 */
public final class LayerAttention {

  /** What {@link #pointsAt} returns for a row without a single largest weight. */
  public static final int NOWHERE = -1;

  private final double[][][] weights; // [m][T][T]

  private LayerAttention(double[][][] weights) {
    this.weights = weights;
  }

  /**
   * One or several heads.
   *
   * @param heads [m][T][T], row: the position that attends, column: the position attended to; what
   *     stands right of the diagonal is not read
   * @throws IllegalArgumentException if there is no head or the matrices are not square and of one
   *     size
   */
  public static LayerAttention of(double[][]... heads) {
    requireSquare(heads.length, heads.length == 0 ? 0 : heads[0].length);
    double[][][] copy = new double[heads.length][heads[0].length][];
    for (int h = 0; h < heads.length; h++) {
      requireSameLength(heads[0].length, heads[h].length);
      for (int i = 0; i < heads[h].length; i++) {
        requireSameLength(heads[0].length, heads[h][i].length);
        copy[h][i] = heads[h][i].clone();
      }
    }
    return new LayerAttention(copy);
  }

  /**
   * One or several heads in single precision.
   *
   * @param heads m matrices [T][T], as for {@link #of(double[][]...)}
   */
  public static LayerAttention of(float[][]... heads) {
    return of(Arrays.stream(heads).map(LayerAttention::widened).toArray(double[][][]::new));
  }

  private static double[][] widened(float[][] matrix) {
    double[][] wide = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      wide[i] = new double[matrix[i].length];
      for (int j = 0; j < matrix[i].length; j++) {
        wide[i][j] = matrix[i][j];
      }
    }
    return wide;
  }

  private static void requireSquare(int heads, int length) {
    if (heads < 1 || length < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "attention of %d heads over %d positions", heads, length));
    }
  }

  private static void requireSameLength(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "attention matrix with side %d beside one of %d", actual, expected));
    }
  }

  /** m, the number of heads. */
  public int heads() {
    return weights.length;
  }

  /** T, the number of positions. */
  public int length() {
    return weights[0].length;
  }

  /** The weight with which position {@code i} attends to {@code j} in {@code head} (from 0). */
  public double weight(int head, int i, int j) {
    return weights[head][i][j];
  }

  /** The head (from 0) that attends most from {@code i} to {@code j}; of equal ones the first. */
  public int strongestHead(int i, int j) {
    int strongest = 0;
    for (int h = 1; h < weights.length; h++) {
      if (weights[h][i][j] > weights[strongest][i][j]) {
        strongest = h;
      }
    }
    return strongest;
  }

  /** The largest weight over heads with which {@code i} attends to {@code j}; NaN if one is NaN. */
  public double largestWeight(int i, int j) {
    double largest = weights[0][i][j];
    for (int h = 1; h < weights.length; h++) {
      largest = Math.max(largest, weights[h][i][j]);
    }
    return largest;
  }

  /**
   * The position to which {@code i} attends most among 0..i, or {@link #NOWHERE} if several share
   * the largest weight or one is not a number: untrained, uniform attention points nowhere.
   */
  public int pointsAt(int head, int i) {
    double[] row = weights[head][i];
    int best = NOWHERE;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j <= i; j++) {
      if (Double.isNaN(row[j])) {
        return NOWHERE;
      }
      if (row[j] > largest) {
        largest = row[j];
        best = j;
      } else if (row[j] == largest) {
        best = NOWHERE;
      }
    }
    return best;
  }
}
