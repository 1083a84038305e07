package org.espalier.model;

import java.util.List;

/**
 * A transformer on a block of sequences, between its embedding and its output: what {@link
 * StreamModel} reads out.
 */
interface StreamNetwork {

  /** Makes ready for a step with these parameters, and forgets the gradient. */
  void prepare(float[] parameters);

  /** The residual stream at the end, of which the output reads position T-1. */
  List<StreamPart> stream();

  /** The matrix [n,S] that multiplies {@link #stream}, after {@link #prepare}. */
  float[] outputMatrix();

  /** Where it starts. */
  int outputMatrixAt();

  /** Computes {@link #stream} for the block of tokens. */
  void forward();

  /** Sets the derivatives by the stream to zero. */
  void clearStreamGradient();

  /** From the derivatives by the stream to those by the parameters. */
  void backward();

  /** Writes the gradient of the parameters, given the readout that has that of its matrix. */
  void writeGradient(StreamReadout readout, float[] gradient);
}
