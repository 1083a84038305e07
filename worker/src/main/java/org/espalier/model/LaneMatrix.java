package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

/**
 * A view of a matrix of numbers of each lane of a tile: entry (r, c) of the lanes are the {@link
 * TileLoops#WIDTH} floats from index {@code at + r rowStride + c columnStride} on.
 */
public record LaneMatrix(
    float[] array, int at, int rows, int columns, int rowStride, int columnStride) {

  /** The matrix whose rows are a vector and those that follow it. */
  static LaneMatrix of(Rows first, int rows) {
    return new LaneMatrix(first.array(), first.at(), rows, first.count(), first.stride(), WIDTH);
  }

  /** The transpose. */
  public LaneMatrix transposed() {
    return new LaneMatrix(array, at, columns, rows, columnStride, rowStride);
  }

  /** Rows {@code from} to {@code end - 1}. */
  LaneMatrix rows(int from, int end) {
    return new LaneMatrix(
        array, at + from * rowStride, end - from, columns, rowStride, columnStride);
  }

  /** Columns {@code from} to {@code end - 1}. */
  LaneMatrix columns(int from, int end) {
    return transposed().rows(from, end).transposed();
  }
}
