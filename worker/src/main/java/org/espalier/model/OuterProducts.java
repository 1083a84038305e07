package org.espalier.model;

import java.util.List;

/**
 * The gradient of a matrix [n, columns] that multiplies parts of the residual stream: the sum over
 * the batch, and over the positions from {@code first} on, of x_i dy_i^T.
 *
 * <p>The partial sums are many times larger than what a tile of sequences adds at one position.
 * Where there is only the last position, the vectors of {@value #PANEL} tiles are kept and added at
 * once, so that the sums travel to the processor and back less often.
 */
final class OuterProducts implements MatrixGradient {
  private static final int PANEL = 8;

  private final ResidualPart[] parts;
  private final int last; // T-1
  private final Rows dy; // of the first position
  private final Sums sums; // [n, columns]
  private final Sums[] sumsOfPart;
  private final ResidualPart.Contraction[]
      contractions; // per part; none of the last position alone
  private final Rows[][] copies; // per part and tile of the panel
  private final Rows[] ys; // per tile of the panel
  private int tiles;

  /**
   * Sums for some positions.
   *
   * @param dy [columns] of each position from T - dy.length on
   */
  OuterProducts(List<? extends ResidualPart> parts, Rows[] dy, int length) {
    this.parts = parts.toArray(ResidualPart[]::new);
    this.last = length - 1;
    this.dy = dy[0];
    int columns = dy[0].count();
    int first = length - dy.length;
    boolean isPanel = first == last;
    sums = Sums.allocate(parts.stream().mapToInt(ResidualPart::width).sum(), columns);
    sumsOfPart = new Sums[this.parts.length];
    contractions = new ResidualPart.Contraction[isPanel ? 0 : this.parts.length];
    copies = new Rows[this.parts.length][];
    ys = Rows.allocate(isPanel ? PANEL : 0, columns).vectors(isPanel ? PANEL : 0);
    int copied = parts.stream().mapToInt(part -> part.copiedRows(last)).sum();
    Rows xs = Rows.allocate(isPanel ? PANEL : 0, copied);
    int row = 0;
    int copiedRow = 0;
    for (int p = 0; p < this.parts.length; p++) {
      ResidualPart part = this.parts[p];
      sumsOfPart[p] = sums.from(row);
      if (isPanel) {
        copies[p] = xs.rows(copiedRow, part.copiedRows(last)).vectors(PANEL);
      } else {
        contractions[p] = part.contraction(first, dy, sumsOfPart[p]);
      }
      row += part.width();
      copiedRow += part.copiedRows(last);
    }
  }

  @Override
  public void clear() {
    sums.clear();
    tiles = 0;
  }

  @Override
  public void add() {
    for (ResidualPart.Contraction contraction : contractions) {
      contraction.add();
    }
    if (ys.length > 0) {
      for (int p = 0; p < parts.length; p++) {
        parts[p].copy(last, copies[p][tiles]);
      }
      dy.copyTo(ys[tiles]);
      tiles++;
      if (tiles == PANEL) {
        addPanel();
      }
    }
  }

  private void addPanel() {
    for (int p = 0; p < parts.length; p++) {
      parts[p].addOuterProducts(last, tiles, copies[p][0], ys, sumsOfPart[p]);
    }
    tiles = 0;
  }

  @Override
  public void write(float[] gradient, int gradientAt) {
    if (tiles > 0) {
      addPanel();
    }
    sums.write(gradient, gradientAt);
  }
}
