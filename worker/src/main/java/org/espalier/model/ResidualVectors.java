package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/**
 * A part of the residual stream whose vectors are computed and kept, with their derivatives.
 *
 * <p>A <i>growing</i> part is an average of one-hot embeddings, or an average of such averages:
 * [weights by token (S); weights by position (T)], of which those of later positions are zero.
 */
final class ResidualVectors implements ResidualPart {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final int width;
  private final int length;
  private final int first;
  private final int leading; // entries that are there at every position: S of a growing part
  private final int grow; // 1 of a growing part
  private final float[] x; // [T - first, width, WIDTH]
  private final float[] dx; // [T - first, width, WIDTH]

  private ResidualVectors(
      TileLoops loops, int width, int length, int first, int leading, int grow) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.width = width;
    this.length = length;
    this.first = first;
    this.leading = leading;
    this.grow = grow;
    x = new float[(length - first) * width * WIDTH];
    dx = new float[x.length];
  }

  /** Averages of embeddings: x_i has S + i + 1 entries that can differ from zero. */
  static ResidualVectors growing(TileLoops loops, int vocab, int length, int first) {
    return new ResidualVectors(loops, vocab + length, length, first, vocab + 1, 1);
  }

  /** Vectors of any numbers. */
  static ResidualVectors dense(TileLoops loops, int width, int length, int first) {
    return new ResidualVectors(loops, width, length, first, width, 0);
  }

  /** [T - first, width, WIDTH] the vectors. */
  float[] x() {
    return x;
  }

  /** [T - first, width, WIDTH] the derivatives of the loss by them. */
  float[] dx() {
    return dx;
  }

  /** Where x_i lies in {@link #x}, and its derivative in {@link #dx}. */
  int at(int i) {
    return (i - first) * width * WIDTH;
  }

  /** Sets the derivatives to zero. */
  void clearGradient() {
    for (int i = first; i < length; i++) {
      Arrays.fill(dx, at(i), at(i) + rows(i) * WIDTH, 0);
    }
  }

  /** Sets what can differ from zero in x_i to zero. */
  void clear(int i) {
    Arrays.fill(x, at(i), at(i) + rows(i) * WIDTH, 0);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int rows(int i) {
    return leading + grow * i;
  }

  @Override
  public ResidualVectors average(int from) {
    return new ResidualVectors(loops, width, length, from, leading, grow);
  }

  @Override
  public void addScores(int i, float[] r, int rAt, float[] scores, int scoresAt) {
    residualLoops.dots(i + 1, leading, grow, x, 0, width * WIDTH, r, rAt, scores, scoresAt);
  }

  @Override
  public void addAverage(int i, float[] w, int wAt, float[] y, int yAt) {
    residualLoops.combine(i + 1, w, wAt, WIDTH, leading, grow, x, 0, width * WIDTH, y, yAt);
  }

  @Override
  public void addProduct(int i, int rows, float[] m, int mAt, int stride, float[] y, int yAt) {
    loops.multiplyAdd(rows, rows(i), m, mAt, 1, stride, x, at(i), y, yAt);
  }

  @Override
  public void addOuterProducts(int from, int columns, float[] y, float[] sums, int sumsAt) {
    int stride = width * WIDTH;
    int row = columns * WIDTH;
    int always = rows(from);
    residualLoops.contract(
        length - from, always, x, at(from), stride, columns, y, 0, row, sums, sumsAt);
    // Entries that appear later, four at a time: the last three of them start with zeros.
    for (int a = always; a < rows(length - 1); a += 4) {
      int entries = Math.min(4, rows(length - 1) - a);
      int i = from + a - always + 1; // the first position at which entry a is there
      residualLoops.contract(
          length - i,
          entries,
          x,
          at(i) + a * WIDTH,
          stride,
          columns,
          y,
          (i - from) * row,
          row,
          sums,
          sumsAt + a * columns * FOLD);
    }
  }

  @Override
  public int copiedRows(int i) {
    return rows(i);
  }

  @Override
  public void copy(int i, float[] to, int toAt) {
    System.arraycopy(x, at(i), to, toAt, rows(i) * WIDTH);
  }

  @Override
  public void addOuterProductsOfCopies(
      int i,
      int tiles,
      float[] copies,
      int at,
      int stride,
      int columns,
      float[] y,
      float[] sums,
      int sumsAt) {
    int row = columns * WIDTH;
    residualLoops.contract(tiles, rows(i), copies, at, stride, columns, y, 0, row, sums, sumsAt);
  }

  @Override
  public boolean isLearned() {
    return true;
  }

  @Override
  public void addGradientOfAverages(int from, float[] w, float[] y, int yAt, int yStride) {
    for (int j = first; j < length; j++) {
      int i = Math.max(from, j);
      int count = length - i;
      int weight = ((i - from) * length + j) * WIDTH;
      int vectors = yAt + (i - from) * yStride;
      residualLoops.combine(
          count, w, weight, length * WIDTH, rows(j), 0, y, vectors, yStride, dx, at(j));
    }
  }

  @Override
  public void addGradientOfProduct(
      int i, int rows, float[] m, int mAt, int stride, float[] dy, int dyAt) {
    loops.multiplyAdd(rows(i), rows, m, mAt, stride, 1, dy, dyAt, dx, at(i));
  }
}
