package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.ArrayList;
import java.util.List;

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
  private final Rows[] x; // per position, what of it can differ from zero
  private final Rows[] dx;

  private ResidualVectors(TileLoops loops, int width, Span span, int leading, int grow) {
    this(loops, width, span, leading, grow, new float[span.positions() * width * WIDTH]);
  }

  private ResidualVectors(
      TileLoops loops, int width, Span span, int leading, int grow, float[] gradients) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.width = width;
    this.length = span.length;
    this.first = span.first;
    this.leading = leading;
    this.grow = grow;
    x = views(new float[(length - first) * width * WIDTH]);
    dx = views(gradients);
  }

  /** Positions first .. length - 1. */
  private record Span(int first, int length) {

    int positions() {
      return length - first;
    }
  }

  private Rows[] views(float[] numbers) {
    Rows[] views = new Rows[length - first];
    for (int i = first; i < length; i++) {
      views[i - first] = new Rows(numbers, (i - first) * width * WIDTH, rows(i), width * WIDTH);
    }
    return views;
  }

  /** Averages of embeddings: x_i has S + i + 1 entries that can differ from zero. */
  static ResidualVectors growing(TileLoops loops, int vocab, int length, int first) {
    return new ResidualVectors(loops, vocab + length, new Span(first, length), vocab + 1, 1);
  }

  /** Vectors of any numbers. */
  static ResidualVectors dense(TileLoops loops, int width, int length, int first) {
    return new ResidualVectors(loops, width, new Span(first, length), width, 0);
  }

  /**
   * Vectors of any numbers, whose derivatives share their place with others'.
   *
   * @param gradients [at least T - first, width, WIDTH]
   */
  static ResidualVectors dense(
      TileLoops loops, int width, int length, int first, float[] gradients) {
    return new ResidualVectors(loops, width, new Span(first, length), width, 0, gradients);
  }

  /** x_i. */
  Rows x(int i) {
    return x[i - first];
  }

  /** The vectors from {@link #first} on. */
  Rows[] x() {
    return x;
  }

  /** The derivatives of the loss by the vectors from {@link #first} on. */
  Rows[] dx() {
    return dx;
  }

  /** The derivative of the loss by x_i. */
  Rows dx(int i) {
    return dx[i - first];
  }

  /** [(T - first) width] all vectors of a part that does not grow. */
  Rows all() {
    return Rows.of(x[0].array(), (length - first) * width);
  }

  /** The derivatives by {@link #all}. */
  Rows allGradients() {
    return Rows.of(dx[0].array(), (length - first) * width);
  }

  /** Sets the derivatives to zero. */
  void clearGradient() {
    for (Rows derivative : dx) {
      derivative.clear();
    }
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
    return new ResidualVectors(loops, width, new Span(from, length), leading, grow);
  }

  @Override
  public void addScores(int i, Rows r, Rows scores) {
    residualLoops.dots(i + 1, x[0], grow, r, scores);
  }

  @Override
  public void writeAverage(int i, Rows w, Rows y) {
    y.clear();
    residualLoops.combine(i + 1, w, x[0], grow, y);
  }

  @Override
  public void addProduct(int i, Matrix m, Rows y) {
    loops.multiplyAdd(m.transposed(), x(i), y);
  }

  @Override
  public Contraction contraction(int from, Rows[] y, Sums sums) {
    List<Contraction> contractions = new ArrayList<>();
    int always = rows(from);
    contractions.add(() -> residualLoops.contract(length - from, x(from), y[0], sums));
    // Entries that appear later, four at a time: the last three of them start with zeros.
    for (int a = always; a < rows(length - 1); a += 4) {
      int entries = Math.min(4, rows(length - 1) - a);
      int i = from + a - always + 1; // the first position at which entry a is there
      Rows later = x(i).rows(a, entries);
      Sums own = sums.from(a);
      contractions.add(() -> residualLoops.contract(length - i, later, y[i - from], own));
    }
    return () -> {
      for (int c = 0; c < contractions.size(); c++) {
        contractions.get(c).add();
      }
    };
  }

  @Override
  public int copiedRows(int i) {
    return rows(i);
  }

  @Override
  public void copy(int i, Rows to) {
    x(i).copyTo(to);
  }

  @Override
  public void addOuterProducts(int i, int tiles, Rows copies, Rows[] y, Sums sums) {
    residualLoops.contract(tiles, copies, y[0], sums);
  }

  @Override
  public boolean isLearned() {
    return true;
  }

  @Override
  public void addGradientOfAverages(PositionWeights w, Rows[] y) {
    for (int j = first; j < length; j++) {
      int i = Math.max(w.first(), j);
      residualLoops.combine(length - i, w.column(j), y[i - w.first()], 0, dx(j));
    }
  }

  @Override
  public void addGradientOfProduct(int i, Matrix m, Rows dy) {
    loops.multiplyAdd(m, dy, dx(i));
  }
}
