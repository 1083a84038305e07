package org.espalier.model;

/** The learned embedding of a tile: x_i = wte[s_i], with learned positions + wpe[i]. */
final class TokenEmbedding {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final ResidualVectors x;
  private final Matrix tokens; // [S,d] wte
  private final int tokensAt;
  private final Matrix positions; // [T,d] wpe, null without
  private final int positionsAt;
  private final Sums tokenSums;
  private final Sums positionSums;

  TokenEmbedding(GptSpace space, ResidualVectors x) {
    this.loops = space.loops();
    this.residualLoops = loops.residual();
    this.tile = space.tile();
    this.x = x;
    boolean isLearned = space.model().positions() == PositionEncoding.LEARNED;
    tokens = space.matrix("wte").transposed();
    tokensAt = space.at("wte");
    positions = isLearned ? space.matrix("wpe").transposed() : null;
    positionsAt = isLearned ? space.at("wpe") : 0;
    tokenSums = Sums.allocate(tile.vocab(), x.width());
    positionSums = Sums.allocate(isLearned ? tile.length() : 0, x.width());
  }

  void clearGradient() {
    tokenSums.clear();
    positionSums.clear();
  }

  /** Computes x. */
  void forward() {
    for (int i = 0; i < tile.length(); i++) {
      loops.multiply(tokens, tile.oneHot(i), x.x(i));
      if (positions != null) {
        residualLoops.addColumn(positions, i, x.x(i));
      }
    }
  }

  /** From the derivatives by x to those by what is learned. */
  void backward() {
    residualLoops.contract(tile.length(), tile.oneHot(0), x.dx(0), tokenSums);
    if (positions != null) {
      for (int i = 0; i < tile.length(); i++) {
        residualLoops.addToRow(x.dx(i), positionSums, i);
      }
    }
  }

  /** Writes the gradient of wte and wpe. */
  void writeGradient(float[] gradient) {
    tokenSums.write(gradient, tokensAt);
    positionSums.write(gradient, positionsAt);
  }
}
