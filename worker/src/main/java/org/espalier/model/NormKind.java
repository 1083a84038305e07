package org.espalier.model;

/** What {@link Gpt} does to a vector before it reads it. */
public enum NormKind {
  /** Layer norm: (x - mean) / sqrt(variance + 1e-5), times a learned gain, plus a learned shift. */
  LAYER,
  /** Nothing. */
  NONE
}
