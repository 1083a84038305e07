package org.espalier.attribution;

/**
 * A vector that was computed, and the derivative of the loss by it.
 *
 * @param value [n]
 * @param gradient [n] what a {@link Tape} has added up; null where none is asked for
 */
record Node(double[] value, double[] gradient) {

  /** A vector that no derivative is asked of. */
  static Node constant(double... value) {
    return new Node(value, null);
  }

  int size() {
    return value.length;
  }
}
