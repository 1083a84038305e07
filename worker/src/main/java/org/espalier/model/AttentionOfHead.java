package org.espalier.model;

/** One head of scaled dot-product attention, from queries, keys and values to their averages. */
interface AttentionOfHead {

  /** Takes what the positions add from the parameters, and forgets its gradient. */
  void prepare();

  /** Computes o. */
  void forward();

  /** From the derivatives by o to those by q, k and v, and adds to those by what positions add. */
  void backward();

  /** Writes the gradient of what the positions add. */
  void writeGradient(float[] gradient);
}
