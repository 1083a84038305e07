package org.espalier.model;

import java.util.Arrays;

/**
 * A view of a matrix in an array: entry (r, c) is {@code array[at + r rowStride + c columnStride]}.
 * Its transpose is a view of the same numbers, made together with it.
 */
public final class Matrix {
  private final float[] array;
  private final int at;
  private final int rows;
  private final int columns;
  private final int rowStride;
  private final int columnStride;
  private final Matrix transposed;

  /**
   * A column that is read from an index of an array backwards: entry (r, 0) is {@code array[at -
   * r]}.
   */
  static Matrix upwards(float[] array, int at, int rows) {
    return new Matrix(array, at, rows, 1, -1);
  }

  private Matrix(float[] array, int at, int rows, int columns, int stride) {
    this.array = array;
    this.at = at;
    this.rows = rows;
    this.columns = columns;
    this.rowStride = stride;
    this.columnStride = 1;
    this.transposed = new Matrix(this);
  }

  private Matrix(Matrix other) {
    array = other.array;
    at = other.at;
    rows = other.columns;
    columns = other.rows;
    rowStride = other.columnStride;
    columnStride = other.rowStride;
    transposed = other;
  }

  /** A row-major matrix that starts at an index of an array. */
  public static Matrix of(float[] array, int at, int rows, int columns) {
    return new Matrix(array, at, rows, columns, columns);
  }

  /** A row-major matrix that is all of an array. */
  static Matrix of(float[] array, int rows, int columns) {
    return of(array, 0, rows, columns);
  }

  /** A row-major matrix of zeros, in an array of its own. */
  static Matrix zeros(int rows, int columns) {
    return of(new float[rows * columns], rows, columns);
  }

  /** A matrix of a layout, in an array of parameters or of their gradient. */
  static Matrix of(float[] parameters, ParameterLayout.Entry entry) {
    return of(parameters, entry.offset(), entry.rows(), entry.columns());
  }

  /** Part of a row-major matrix, from an entry on. */
  Matrix part(int row, int column, int partRows, int partColumns) {
    return new Matrix(array, at + row * rowStride + column, partRows, partColumns, rowStride);
  }

  /** What is viewed. */
  public float[] array() {
    return array;
  }

  /** Sets every number of the array to zero, those outside of this view, too. */
  void clearArray() {
    Arrays.fill(array, 0);
  }

  /** Index of entry (0, 0). */
  public int at() {
    return at;
  }

  /** Rows. */
  public int rows() {
    return rows;
  }

  /** Columns. */
  public int columns() {
    return columns;
  }

  /** Floats from an entry to the one below. */
  public int rowStride() {
    return rowStride;
  }

  /** Floats from an entry to the one right of it. */
  public int columnStride() {
    return columnStride;
  }

  /** The transpose. */
  public Matrix transposed() {
    return transposed;
  }
}
