package org.espalier.model;

import java.util.List;

/**
 * A transformer on a tile of sequences, between its embedding and its output: what {@link
 * ResidualModel} reads out.
 */
interface ResidualNetwork {

  /** Makes ready for a step with the numbers that the parameters have now; forgets the gradient. */
  void prepare();

  /** The residual stream at the end, of which the output reads position T-1. */
  List<ResidualPart> residual();

  /** The matrix [n,S] that multiplies {@link #residual}. */
  Matrix outputMatrix();

  /** Computes {@link #residual} for the tile of tokens. */
  void forward();

  /** Sets the derivatives by the residual stream to zero. */
  void clearResidualGradient();

  /** From the derivatives by the residual stream to those by the parameters. */
  void backward();

  /** Writes the gradient of the parameters, given the readout that has that of its matrix. */
  void writeGradient(Readout readout, float[] gradient);
}
