package org.espalier.model;

/**
 * Where the tokens of {@link GptNetwork} are. Lanes are sequences, and there is a vector for each
 * position; or they are the positions of one sequence, {@value TileLoops#WIDTH} neighbours to a
 * vector. Whatever does the same at every position does not know which.
 *
 * @param tile the tokens of each vector's lanes
 * @param positions T
 * @param byPosition whether lanes are positions
 */
record GptTokens(TokenTile tile, int positions, boolean byPosition) {

  /** A vector for each of {@code length} positions. */
  static GptTokens ofSequences(int length, int vocab) {
    return new GptTokens(new TokenTile(length, vocab), length, false);
  }

  /** As many vectors as there must be for {@code length} lanes. */
  static GptTokens ofPositions(int length, int vocab) {
    return new GptTokens(new TokenTile(TileLoops.tiles(length), vocab), length, true);
  }
}
