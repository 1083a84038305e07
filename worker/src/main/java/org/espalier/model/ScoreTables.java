package org.espalier.model;

/**
 * The exponentials that {@link FirstLayer} looks its unnormalised attention up in.
 *
 * @param byToken [T, S, S], and four more, so that four columns can be read where there are fewer
 * @param byPosition [triangle(T), S]
 */
public record ScoreTables(float[] byToken, float[] byPosition) {

  static ScoreTables allocate(int length, int vocab) {
    return new ScoreTables(
        new float[length * vocab * vocab + 4], new float[TileLoops.triangle(length) * vocab]);
  }
}
