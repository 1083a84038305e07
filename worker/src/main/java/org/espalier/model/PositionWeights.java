package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.upToFour;

/** A number w_ij of a tile for each position i from {@code first} on and each j: [T - first, T]. */
final class PositionWeights {
  private final int length;
  private final int first;
  private final float[] w;
  private final Rows[] rows;
  private final Rows[] later;
  private final Rows[] columns;

  PositionWeights(int length, int first) {
    this(length, first, new float[(length - first) * length * WIDTH]);
  }

  /**
   * Weights in an array that is there already.
   *
   * @param w [at least T - first, T, WIDTH]
   */
  PositionWeights(int length, int first, float[] w) {
    this.length = length;
    this.first = first;
    this.w = w;
    rows = new Rows[length - first];
    later = new Rows[length - first];
    for (int i = first; i < length; i++) {
      int row = (i - first) * length;
      int end = Math.min(length, upToFour(i + 1));
      rows[i - first] = new Rows(w, row * WIDTH, i + 1, WIDTH);
      later[i - first] = new Rows(w, (row + i + 1) * WIDTH, end - i - 1, WIDTH);
    }
    columns = new Rows[length];
    for (int j = 0; j < length; j++) {
      int i = Math.max(first, j);
      columns[j] = new Rows(w, ((i - first) * length + j) * WIDTH, 1, length * WIDTH);
    }
  }

  /** The first i. */
  int first() {
    return first;
  }

  /** w_i0, .., w_ii. */
  Rows row(int i) {
    return rows[i - first];
  }

  /** w_ij for j > i as far as j / 4 = i / 4: zero where blocks of four positions are multiplied. */
  Rows later(int i) {
    return later[i - first];
  }

  /** w_ij of the first i >= j that there is, the following i being the next vectors. */
  Rows column(int j) {
    return columns[j];
  }

  /** All of them, row i - first being those of i. */
  LaneMatrix matrix() {
    return new LaneMatrix(w, 0, length - first, length, length * WIDTH, WIDTH);
  }
}
