package org.espalier.model;

/** The gradient of a matrix [n, columns] that multiplies vectors: a sum of x dy^T. */
interface MatrixGradient {

  /** Forgets all. */
  void clear();

  /** Adds those of the vectors that there are now. */
  void add();

  /** Writes the gradient [n, columns]. */
  void write(float[] gradient, int gradientAt);
}
