package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;

import java.util.Arrays;

/**
 * A matrix of sums over the batch, each as {@link TileLoops#FOLD} partial sums.
 *
 * @param array [rows, columns, FOLD] from {@code at}
 * @param at index of the first partial sum of entry (0, 0)
 * @param rows rows
 * @param columns columns
 */
public record Sums(float[] array, int at, int rows, int columns) {

  static Sums allocate(int rows, int columns) {
    return new Sums(new float[rows * columns * FOLD], 0, rows, columns);
  }

  /** The rows from one on. */
  Sums from(int row) {
    return new Sums(array, at + row * columns * FOLD, rows - row, columns);
  }

  void clear() {
    Arrays.fill(array, at, at + rows * columns * FOLD, 0);
  }

  /** The sum at entry {@code e} of the row-major matrix. */
  float total(int e) {
    return TileLoops.total(array, at + e * FOLD);
  }

  /** Writes the sums, row-major. */
  void write(float[] to, int toAt) {
    for (int e = 0; e < rows * columns; e++) {
      to[toAt + e] = total(e);
    }
  }
}
