package org.espalier.model;

import java.util.Locale;

/** Which gradient engine a trial asks for. */
public enum EngineChoice {
  /** The fastest engine for the model: the kernel, of which every model has one. */
  AUTO,
  /** The closed-form kernel. */
  KERNEL,
  /** ND4J's automatic differentiation: slow, the reference. */
  SAMEDIFF;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
