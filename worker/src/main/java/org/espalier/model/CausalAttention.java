package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;

/**
 * Causal attention of a tile, P_jk = scale_j e_jk for k <= j: who uses the unnormalised e
 * multiplies sums over k by the scale.
 */
public final class CausalAttention {
  private final int length;
  private final float[] e;
  private final float[] scale;
  private final Rows[] rows;
  private final Rows[] scales;

  CausalAttention(int length) {
    this.length = length;
    e = new float[TileLoops.triangle(length) * WIDTH];
    scale = new float[length * WIDTH];
    rows = new Rows[length];
    scales = new Rows[length];
    for (int j = 0; j < length; j++) {
      rows[j] = new Rows(e, pair(j, 0) * WIDTH, j + 1, WIDTH);
      scales[j] = new Rows(scale, j * WIDTH, 1, WIDTH);
    }
  }

  /** T. */
  public int length() {
    return length;
  }

  /** A triangle, see {@link TileLoops#pair}. */
  public float[] e() {
    return e;
  }

  /** [T, WIDTH]. */
  public float[] scale() {
    return scale;
  }

  /** [j + 1, WIDTH] e_j0, .., e_jj. */
  Rows row(int j) {
    return rows[j];
  }

  /** [1, WIDTH] scale_j. */
  Rows scale(int j) {
    return scales[j];
  }
}
