package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import java.util.List;

/**
 * One head of attention over the parts x^1, x^2, .. of the residual stream, on a tile of sequences.
 * With x = [x^1, x^2, ..] of n entries and a matrix M of n x n,
 *
 * <pre>
 *   r_i      = M^T x_i                                    the query, i >= first
 *   P_ij     = softmax_{j&lt;=i}(r_i x_j)
 *   y_i      = sum_j P_ij x_j                             part by part
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   dP_ij    = dy_i x_j
 *   dscore   = P (dP - sum_j P dP)
 *   dr_i     = sum_j dscore_ij x_j
 *   dx_j     = sum_i P_ij dy_i + dscore_ij r_i            as key and value
 *   dx_i     = M dr_i                                     as query
 *   dM       = sum_i x_i dr_i^T
 * </pre>
 */
final class DenseHead implements AttentionHead {
  private final TileLoops loops;
  private final int length;
  private final int first;
  private final ResidualPart[] parts;
  private final ResidualVectors[] averages;
  private final int[] at; // of each part in x
  private final int n;
  private final float[] query; // [T - first, n, WIDTH] r
  private final float[] queryGradient; // [T - first, n, WIDTH] dr
  private final float[] weights; // [T - first, T, WIDTH] P
  private final float[] scoreGradient; // [T - first, T, WIDTH] dscore
  private final OuterProducts matrixGradient; // dM

  /**
   * A head that attends from position {@code first} on.
   *
   * @param parts what it reads
   */
  DenseHead(TileLoops loops, List<ResidualPart> parts, int length, int first) {
    this.loops = loops;
    this.length = length;
    this.first = first;
    this.parts = parts.toArray(ResidualPart[]::new);
    this.averages = parts.stream().map(part -> part.average(first)).toArray(ResidualVectors[]::new);
    this.at = new int[parts.size()];
    int width = 0;
    for (int c = 0; c < at.length; c++) {
      at[c] = width;
      width += this.parts[c].width();
    }
    this.n = width;
    query = new float[(length - first) * n * WIDTH];
    queryGradient = new float[query.length];
    weights = new float[(length - first) * length * WIDTH];
    scoreGradient = new float[weights.length];
    matrixGradient = new OuterProducts(parts, n, first, length);
  }

  @Override
  public List<ResidualVectors> averages() {
    return List.of(averages);
  }

  @Override
  public void prepare(float[] m, int mAt) {
    matrixGradient.clear();
  }

  @Override
  public void forward(float[] m, int mAt) {
    for (int i = first; i < length; i++) {
      int row = (i - first) * length * WIDTH;
      query(i, m, mAt);
      Arrays.fill(weights, row, row + (i + 1) * WIDTH, 0);
      for (int c = 0; c < at.length; c++) {
        parts[c].addScores(i, query, queryAt(i, c), weights, row);
      }
      loops.softmax(i + 1, weights, row);
      for (int c = 0; c < at.length; c++) {
        ResidualVectors average = averages[c];
        average.clear(i);
        parts[c].addAverage(i, weights, row, average.x(), average.at(i));
      }
    }
  }

  /** r_i = M^T x_i. */
  private void query(int i, float[] m, int mAt) {
    Arrays.fill(query, queryAt(i, 0), queryAt(i, 0) + n * WIDTH, 0);
    for (int to = 0; to < at.length; to++) {
      int rows = parts[to].rows(i);
      for (int c = 0; c < at.length; c++) {
        int entry = mAt + at[c] * n + at[to];
        parts[c].addProduct(i, rows, m, entry, n, query, queryAt(i, to));
      }
    }
  }

  @Override
  public void backward(float[] m, int mAt) {
    Arrays.fill(queryGradient, 0);
    for (int i = first; i < length; i++) {
      int row = (i - first) * length * WIDTH;
      Arrays.fill(scoreGradient, row, row + (i + 1) * WIDTH, 0);
      for (int c = 0; c < at.length; c++) {
        ResidualVectors average = averages[c];
        parts[c].addScores(i, average.dx(), average.at(i), scoreGradient, row);
      }
      loops.softmaxGradient(i + 1, weights, row, scoreGradient, row);
      for (int c = 0; c < at.length; c++) {
        parts[c].addAverage(i, scoreGradient, row, queryGradient, queryAt(i, c));
      }
    }
    matrixGradient.add(queryGradient);
    for (int c = 0; c < at.length; c++) {
      ResidualPart part = parts[c];
      if (part.isLearned()) {
        ResidualVectors average = averages[c];
        part.addGradientOfAverages(first, weights, average.dx(), 0, average.width() * WIDTH);
        part.addGradientOfAverages(first, scoreGradient, query, at[c] * WIDTH, n * WIDTH);
        for (int i = first; i < length; i++) {
          for (int from = 0; from < at.length; from++) {
            int rows = parts[from].rows(i);
            int entry = mAt + at[c] * n + at[from];
            part.addGradientOfProduct(i, rows, m, entry, n, queryGradient, queryAt(i, from));
          }
        }
      }
    }
  }

  private int queryAt(int i, int part) {
    return ((i - first) * n + at[part]) * WIDTH;
  }

  @Override
  public void writeGradient(float[] gradient, int gradientAt) {
    matrixGradient.write(gradient, gradientAt);
  }
}
