package org.espalier.model;

/**
 * What the parts of {@link GptNetwork} share: the model, where its parameters are, the tokens, the
 * loops and work space.
 *
 * @param parameters in the model's layout
 */
record GptSpace(
    Gpt model,
    ParameterLayout layout,
    float[] parameters,
    GptTokens tokens,
    TileLoops loops,
    GptScratch scratch) {

  /** The tokens of each vector's lanes. */
  TokenTile tile() {
    return tokens.tile();
  }

  /** How many vectors there are. */
  int length() {
    return tokens.tile().length();
  }

  /** T. */
  int positions() {
    return tokens.positions();
  }

  /** Whether lanes are positions. */
  boolean byPosition() {
    return tokens.byPosition();
  }

  /** Vectors of the model from the one of number {@code first} on, their derivatives in scratch. */
  ResidualVectors vectors(GptScratch.Use use, int width, int first) {
    return ResidualVectors.dense(loops, width, length(), first, scratch.of(use, width));
  }

  /** Weights of the queries from {@code first} on, in scratch. */
  PositionWeights weights(GptScratch.Use use, int first) {
    return new PositionWeights(length(), first, scratch.of(use, length()));
  }

  /** The matrix of that name. */
  Matrix matrix(String name) {
    return Matrix.of(parameters, layout.entry(name));
  }

  /** Where it starts. */
  int at(String name) {
    return layout.entry(name).offset();
  }
}
