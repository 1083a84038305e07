package org.espalier.model;

/** The first part of the residual stream, X: x_i = [onehot(s_i); onehot(i)] of S + T entries. */
final class OneHotEmbedding implements ResidualPart {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final int vocab;
  private final int length;

  OneHotEmbedding(TileLoops loops, TokenTile tile) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.tile = tile;
    this.vocab = tile.vocab();
    this.length = tile.length();
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
  public ResidualVectors average(int from) {
    return ResidualVectors.growing(loops, vocab, length, from);
  }

  @Override
  public void addScores(int i, Rows r, Rows scores) {
    residualLoops.dotsOfOneHot(tile, r, scores);
  }

  @Override
  public void writeAverage(int i, Rows w, Rows y) {
    writeTokens(w, y);
    System.arraycopy(
        w.array(),
        w.at(),
        y.array(),
        y.at() + vocab * TileLoops.WIDTH,
        w.count() * TileLoops.WIDTH);
  }

  /** The entries of an average by token, where those by position, which are w, are there. */
  void writeTokens(Rows w, Rows y) {
    residualLoops.combineTokens(tile, w, y);
  }

  @Override
  public void addProduct(int i, Matrix m, Rows y) {
    loops.multiplyAdd(m.transposed(), tile.oneHot(i), y);
    residualLoops.addColumn(m.transposed(), vocab + i, y);
  }

  @Override
  public Contraction contraction(int from, Rows[] y, Sums sums) {
    return () -> {
      residualLoops.contract(length - from, tile.oneHot(from), y[0], sums);
      for (int i = from; i < length; i++) {
        residualLoops.addToRow(y[i - from], sums, vocab + i);
      }
    };
  }

  /** The one-hot token: the position of a copy is known. */
  @Override
  public int copiedRows(int i) {
    return vocab;
  }

  @Override
  public void copy(int i, Rows to) {
    tile.oneHot(i).copyTo(to);
  }

  @Override
  public void addOuterProducts(int i, int tiles, Rows copies, Rows[] y, Sums sums) {
    residualLoops.contract(tiles, copies, y[0], sums);
    for (int p = 0; p < tiles; p++) {
      residualLoops.addToRow(y[p], sums, vocab + i);
    }
  }

  @Override
  public boolean isLearned() {
    return false;
  }

  @Override
  public void addGradientOfAverages(PositionWeights w, Rows[] y) {
    // One-hot vectors are not learned.
  }

  @Override
  public void addGradientOfProduct(int i, Matrix m, Rows dy) {
    // One-hot vectors are not learned.
  }
}
