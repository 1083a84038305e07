package org.espalier.model;

import java.util.Locale;

/** What {@link Gpt} does to a vector before it reads it. */
public enum NormKind {
  /** Layer norm: (x - mean) / sqrt(variance + 1e-5), times a learned gain, plus a learned shift. */
  LAYER,
  /** Nothing. */
  NONE;

  /** As a sweep file writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
