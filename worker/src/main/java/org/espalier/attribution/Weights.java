package org.espalier.attribution;

import org.espalier.model.ParameterLayout;

/** A parameter matrix within the flat array of a model's parameters, row by row. */
record Weights(double[] flat, int offset, int rows, int columns) {

  /** The matrix of a name in a layout. */
  static Weights of(ParameterLayout layout, double[] flat, String name) {
    ParameterLayout.Entry entry = layout.entry(name);
    return new Weights(flat, entry.offset(), entry.rows(), entry.columns());
  }

  double at(int row, int column) {
    return flat[offset + row * columns + column];
  }

  /** A copy of a row. */
  double[] row(int row) {
    double[] copy = new double[columns];
    System.arraycopy(flat, offset + row * columns, copy, 0, columns);
    return copy;
  }
}
