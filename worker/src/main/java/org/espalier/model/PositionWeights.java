package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

/** A number w_ij of a tile for each position i from {@code first} on and each j: [T - first, T]. */
final class PositionWeights {
  private final int first;
  private final Rows[] rows;
  private final Rows[] columns;

  PositionWeights(int length, int first) {
    this.first = first;
    float[] w = new float[(length - first) * length * WIDTH];
    rows = new Rows[length - first];
    for (int i = first; i < length; i++) {
      rows[i - first] = new Rows(w, (i - first) * length * WIDTH, i + 1, WIDTH);
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

  /** w_ij of the first i >= j that there is, the following i being the next vectors. */
  Rows column(int j) {
    return columns[j];
  }
}
