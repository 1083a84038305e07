package org.espalier.model;

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
  private final Matrix[][] m; // M between two parts, [row's][column's]
  private final Rows[] whole; // per position, all of r
  private final Rows[] wholeGradient; // per position, all of dr
  private final Rows[][] query; // per part and position, r
  private final Rows[][] queryGradient; // per part and position, dr
  private final PositionWeights weights; // P
  private final PositionWeights scoreGradient; // dscore
  private final OuterProducts matrixGradient; // dM

  /**
   * A head that attends from position {@code first} on.
   *
   * @param parts what it reads
   * @param numbers where its matrix is, from {@code matrixAt} on
   */
  DenseHead(
      TileLoops loops,
      List<ResidualPart> parts,
      int length,
      int first,
      float[] numbers,
      int matrixAt) {
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
    this.m = matrices(Matrix.of(numbers, matrixAt, n, n));
    whole = Rows.allocate(length - first, n).vectors(length - first);
    wholeGradient = Rows.allocate(length - first, n).vectors(length - first);
    query = partsOf(whole);
    queryGradient = partsOf(wholeGradient);
    weights = new PositionWeights(length, first);
    scoreGradient = new PositionWeights(length, first);
    matrixGradient = new OuterProducts(parts, wholeGradient, length);
  }

  private Matrix[][] matrices(Matrix all) {
    Matrix[][] between = new Matrix[at.length][at.length];
    for (int r = 0; r < at.length; r++) {
      for (int c = 0; c < at.length; c++) {
        between[r][c] = all.part(at[r], at[c], parts[r].width(), parts[c].width());
      }
    }
    return between;
  }

  /** Per part and position, what of its part of a vector can differ from zero. */
  private Rows[][] partsOf(Rows[] vectors) {
    Rows[][] views = new Rows[at.length][length - first];
    for (int c = 0; c < at.length; c++) {
      for (int i = first; i < length; i++) {
        views[c][i - first] = vectors[i - first].rows(at[c], parts[c].rows(i));
      }
    }
    return views;
  }

  @Override
  public List<ResidualVectors> averages() {
    return List.of(averages);
  }

  @Override
  public void prepare() {
    matrixGradient.clear();
  }

  @Override
  public void forward() {
    for (int i = first; i < length; i++) {
      query(i);
      Rows p = weights.row(i);
      p.clear();
      for (int c = 0; c < at.length; c++) {
        parts[c].addScores(i, query[c][i - first], p);
      }
      loops.softmax(p);
      for (int c = 0; c < at.length; c++) {
        parts[c].writeAverage(i, p, averages[c].x(i));
      }
    }
  }

  /** r_i = M^T x_i. */
  private void query(int i) {
    whole[i - first].clear();
    for (int to = 0; to < at.length; to++) {
      for (int from = 0; from < at.length; from++) {
        parts[from].addProduct(i, m[from][to], query[to][i - first]);
      }
    }
  }

  @Override
  public void backward() {
    for (int i = first; i < length; i++) {
      Rows dscore = scoreGradient.row(i);
      dscore.clear();
      for (int c = 0; c < at.length; c++) {
        parts[c].addScores(i, averages[c].dx(i), dscore);
      }
      loops.softmaxGradient(weights.row(i), dscore);
      for (int c = 0; c < at.length; c++) {
        parts[c].writeAverage(i, dscore, queryGradient[c][i - first]);
      }
    }
    matrixGradient.add();
    for (int c = 0; c < at.length; c++) {
      ResidualPart part = parts[c];
      if (part.isLearned()) {
        part.addGradientOfAverages(weights, averages[c].dx());
        part.addGradientOfAverages(scoreGradient, query[c]);
        for (int i = first; i < length; i++) {
          for (int to = 0; to < at.length; to++) {
            part.addGradientOfProduct(i, m[c][to], queryGradient[to][i - first]);
          }
        }
      }
    }
  }

  @Override
  public void writeGradient(float[] gradient, int gradientAt) {
    matrixGradient.write(gradient, gradientAt);
  }
}
