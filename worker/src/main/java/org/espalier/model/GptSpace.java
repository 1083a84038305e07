package org.espalier.model;

/**
 * What the parts of {@link GptNetwork} share: the model, where its parameters are, the tile, and
 * the loops.
 *
 * @param parameters in the model's layout
 */
record GptSpace(
    Gpt model, ParameterLayout layout, float[] parameters, TokenTile tile, TileLoops loops) {

  /** T. */
  int length() {
    return tile.length();
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
