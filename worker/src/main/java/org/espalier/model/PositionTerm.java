package org.espalier.model;

/** What the positions add to the scores of a head, with its gradient. */
interface PositionTerm {

  /** Nothing is added. */
  PositionTerm NONE = (i, scores) -> {};

  /** scores_j <- scores_j + term of query i and key j, for j <= i. */
  void add(int i, Rows scores);

  /** From the derivatives by the scores of query i, adds to those by what the term is made of. */
  default void backward(int i, Rows scoreGradient) {}

  /** Forgets the gradient of what is learned. */
  default void clearGradient() {}

  /** Writes the gradient of what is learned. */
  default void writeGradient(float[] gradient) {}
}
