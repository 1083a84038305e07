package org.espalier.model;

/** The learned embedding: x_i = wte[s_i], with learned positions + wpe[i]. */
final class TokenEmbedding {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final ResidualVectors x;
  private final Matrix tokens; // [S,d] wte
  private final int tokensAt;
  private final Sums tokenSums;
  private final PositionEmbedding positions;

  TokenEmbedding(GptSpace space, ResidualVectors x) {
    this.loops = space.loops();
    this.residualLoops = loops.residual();
    this.tile = space.tile();
    this.x = x;
    tokens = space.matrix("wte").transposed();
    tokensAt = space.at("wte");
    tokenSums = Sums.allocate(tile.vocab(), x.width());
    positions =
        space.model().positions() == PositionEncoding.LEARNED
            ? PositionEmbedding.learned(space)
            : PositionEmbedding.NONE;
  }

  void clearGradient() {
    tokenSums.clear();
    positions.clearGradient();
  }

  /** Computes x. */
  void forward() {
    for (int i = 0; i < tile.length(); i++) {
      loops.multiply(tokens, tile.oneHot(i), x.x(i));
      positions.add(i, x.x(i));
    }
  }

  /** From the derivatives by x to those by what is learned. */
  void backward() {
    residualLoops.contract(tile.length(), tile.oneHot(0), x.dx(0), tokenSums);
    for (int i = 0; i < tile.length(); i++) {
      positions.backward(i, x.dx(i));
    }
  }

  /** Writes the gradient of wte and wpe. */
  void writeGradient(float[] gradient) {
    tokenSums.write(gradient, tokensAt);
    positions.writeGradient(gradient);
  }
}
