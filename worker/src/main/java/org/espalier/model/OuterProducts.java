package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a matrix [n, columns] that multiplies parts of the residual stream: the sum over
 * the batch, and over the positions from {@code first} on, of x_i dy_i^T.
 *
 * <p>The partial sums are many times larger than what a tile of sequences adds at one position.
 * Where there is only the last position, the vectors of {@value #PANEL} tiles are kept and added at
 * once, so that the sums travel to the processor and back less often.
 */
final class OuterProducts {
  private static final int PANEL = 8;

  private final ResidualPart[] parts;
  private final int columns;
  private final int first;
  private final int last;
  private final int n;
  private final float[] sums; // [n, columns, FOLD]
  private final int copied; // rows of the vectors of a tile in the panel
  private final float[] xs; // [PANEL, copied, WIDTH]
  private final float[] ys; // [PANEL, columns, WIDTH]
  private int tiles;

  OuterProducts(List<? extends ResidualPart> parts, int columns, int first, int length) {
    this.parts = parts.toArray(ResidualPart[]::new);
    this.columns = columns;
    this.first = first;
    this.last = length - 1;
    n = parts.stream().mapToInt(ResidualPart::width).sum();
    sums = new float[n * columns * FOLD];
    int panel = first == last ? PANEL : 0;
    copied = parts.stream().mapToInt(part -> part.copiedRows(last)).sum();
    xs = new float[panel * copied * WIDTH];
    ys = new float[panel * columns * WIDTH];
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(sums, 0);
    tiles = 0;
  }

  /**
   * Adds a tile.
   *
   * @param dy [T - first, columns, WIDTH]
   */
  void add(float[] dy) {
    if (first == last) {
      int at = tiles * copied * WIDTH;
      for (ResidualPart part : parts) {
        part.copy(last, xs, at);
        at += part.copiedRows(last) * WIDTH;
      }
      System.arraycopy(dy, 0, ys, tiles * columns * WIDTH, columns * WIDTH);
      tiles++;
      if (tiles == PANEL) {
        addPanel();
      }
      return;
    }
    int row = 0;
    for (ResidualPart part : parts) {
      part.addOuterProducts(first, columns, dy, sums, row * columns * FOLD);
      row += part.width();
    }
  }

  private void addPanel() {
    int row = 0;
    int at = 0;
    for (ResidualPart part : parts) {
      part.addOuterProductsOfCopies(
          last, tiles, xs, at, copied * WIDTH, columns, ys, sums, row * columns * FOLD);
      row += part.width();
      at += part.copiedRows(last) * WIDTH;
    }
    tiles = 0;
  }

  /** Writes the gradient [n, columns]. */
  void write(float[] gradient, int gradientAt) {
    if (tiles > 0) {
      addPanel();
    }
    for (int e = 0; e < n * columns; e++) {
      gradient[gradientAt + e] = TileLoops.total(sums, e * FOLD);
    }
  }
}
