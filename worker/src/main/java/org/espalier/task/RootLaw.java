package org.espalier.task;

import java.util.Locale;

/** The law of the symbols of nodes without a parent. */
public enum RootLaw {
  /** mu, the stationary law of the sequence's transition matrix (Section 2 of the paper). */
  STATIONARY,
  /** Uniform on the vocabulary. */
  UNIFORM,
  /**
   * A row drawn from the prior of the transition law for each sequence, which all its roots share.
   * So in the paper's released code for several parents, which draws a tensor for in-degree 0 too.
   */
  DRAWN;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
