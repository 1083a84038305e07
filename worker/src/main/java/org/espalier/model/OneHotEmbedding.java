package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/** The first part of the residual stream, X: x_i = [onehot(s_i); onehot(i)] of S + T entries. */
final class OneHotEmbedding implements ResidualPart {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final int vocab;
  private final int length;
  private final float[] one = new float[WIDTH];

  OneHotEmbedding(TileLoops loops, TokenTile tile) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.tile = tile;
    this.vocab = tile.vocab();
    this.length = tile.length();
    Arrays.fill(one, 1);
  }

  @Override
  public int width() {
    return vocab + length;
  }

  @Override
  public int first() {
    return 0;
  }

  @Override
  public int rows(int i) {
    return vocab + i + 1;
  }

  @Override
  public ResidualVectors average(int first) {
    return ResidualVectors.growing(loops, vocab, length, first);
  }

  @Override
  public void addScores(int i, float[] r, int rAt, float[] scores, int scoresAt) {
    int stride = vocab * WIDTH;
    residualLoops.dots(i + 1, vocab, 0, tile.indicators(), 0, stride, r, rAt, scores, scoresAt);
    loops.add(i + 1, r, rAt + stride, scores, scoresAt);
  }

  @Override
  public void addAverage(int i, float[] w, int wAt, float[] y, int yAt) {
    int stride = vocab * WIDTH;
    residualLoops.combine(i + 1, w, wAt, WIDTH, vocab, 0, tile.indicators(), 0, stride, y, yAt);
    loops.add(i + 1, w, wAt, y, yAt + stride);
  }

  @Override
  public void addProduct(int i, int rows, float[] m, int mAt, int stride, float[] y, int yAt) {
    int token = i * vocab * WIDTH;
    loops.multiplyAdd(rows, vocab, m, mAt, 1, stride, tile.indicators(), token, y, yAt);
    loops.multiplyAdd(rows, 1, m, mAt + (vocab + i) * stride, 1, stride, one, 0, y, yAt);
  }

  @Override
  public void addOuterProducts(int from, int columns, float[] y, float[] sums, int sumsAt) {
    int token = from * vocab * WIDTH;
    int row = columns * WIDTH;
    residualLoops.contract(
        length - from,
        vocab,
        tile.indicators(),
        token,
        vocab * WIDTH,
        columns,
        y,
        0,
        row,
        sums,
        sumsAt);
    for (int i = from; i < length; i++) {
      int at = sumsAt + (vocab + i) * columns * FOLD;
      residualLoops.contract(1, 1, one, 0, 0, columns, y, (i - from) * row, 0, sums, at);
    }
  }

  /** The one-hot token, and the 1 of the one-hot position. */
  @Override
  public int copiedRows(int i) {
    return vocab + 1;
  }

  @Override
  public void copy(int i, float[] to, int toAt) {
    int row = vocab * WIDTH;
    System.arraycopy(tile.indicators(), i * row, to, toAt, row);
    System.arraycopy(one, 0, to, toAt + row, WIDTH);
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
    residualLoops.contract(tiles, vocab, copies, at, stride, columns, y, 0, row, sums, sumsAt);
    int position = sumsAt + (vocab + i) * columns * FOLD;
    int ones = at + vocab * WIDTH;
    residualLoops.contract(tiles, 1, copies, ones, stride, columns, y, 0, row, sums, position);
  }

  @Override
  public boolean isLearned() {
    return false;
  }

  @Override
  public void addGradientOfAverages(int from, float[] w, float[] y, int yAt, int yStride) {
    // One-hot vectors are not learned.
  }

  @Override
  public void addGradientOfProduct(
      int i, int rows, float[] m, int mAt, int stride, float[] dy, int dyAt) {
    // One-hot vectors are not learned.
  }
}
