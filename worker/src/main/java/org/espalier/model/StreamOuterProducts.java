package org.espalier.model;

import static org.espalier.model.Lanes.FOLD;
import static org.espalier.model.Lanes.WIDTH;

import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a matrix [n, columns] that multiplies parts of the residual stream: the sum over
 * the batch, and over the positions from {@code first} on, of x_i dy_i^T.
 *
 * <p>The partial sums are many times larger than what a block of sequences adds at one position.
 * Where there is only the last position, the vectors of {@value #PANEL} blocks are kept and added
 * at once, so that the sums travel to the processor and back less often.
 */
final class StreamOuterProducts {
  private static final int PANEL = 8;

  private final StreamPart[] parts;
  private final int columns;
  private final int first;
  private final int last;
  private final int n;
  private final float[] sums; // [n, columns, FOLD]
  private final int copied; // rows of the vectors of a block in the panel
  private final float[] xs; // [PANEL, copied, WIDTH]
  private final float[] ys; // [PANEL, columns, WIDTH]
  private int blocks;

  StreamOuterProducts(List<? extends StreamPart> parts, int columns, int first, int length) {
    this.parts = parts.toArray(StreamPart[]::new);
    this.columns = columns;
    this.first = first;
    this.last = length - 1;
    n = parts.stream().mapToInt(StreamPart::width).sum();
    sums = new float[n * columns * FOLD];
    int panel = first == last ? PANEL : 0;
    copied = parts.stream().mapToInt(part -> part.copiedRows(last)).sum();
    xs = new float[panel * copied * WIDTH];
    ys = new float[panel * columns * WIDTH];
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(sums, 0);
    blocks = 0;
  }

  /**
   * Adds a block.
   *
   * @param dy [T - first, columns, WIDTH]
   */
  void add(float[] dy) {
    if (first == last) {
      int at = blocks * copied * WIDTH;
      for (StreamPart part : parts) {
        part.copy(last, xs, at);
        at += part.copiedRows(last) * WIDTH;
      }
      System.arraycopy(dy, 0, ys, blocks * columns * WIDTH, columns * WIDTH);
      blocks++;
      if (blocks == PANEL) {
        addPanel();
      }
      return;
    }
    int row = 0;
    for (StreamPart part : parts) {
      part.addOuterProducts(first, columns, dy, sums, row * columns * FOLD);
      row += part.width();
    }
  }

  private void addPanel() {
    int row = 0;
    int at = 0;
    for (StreamPart part : parts) {
      part.addOuterProductsOfCopies(
          last, blocks, xs, at, copied * WIDTH, columns, ys, sums, row * columns * FOLD);
      row += part.width();
      at += part.copiedRows(last) * WIDTH;
    }
    blocks = 0;
  }

  /** Writes the gradient [n, columns]. */
  void write(float[] gradient, int gradientAt) {
    if (blocks > 0) {
      addPanel();
    }
    for (int e = 0; e < n * columns; e++) {
      gradient[gradientAt + e] = Lanes.total(sums, e * FOLD);
    }
  }
}
