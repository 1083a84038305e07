package org.espalier.model;

import java.util.Locale;

/** Which gradient engine a trial asks for. */
public enum EngineChoice {
  /** The kernel wherever there is one for the model, else SameDiff. */
  AUTO,
  /** The closed-form kernel; an error where there is none. */
  KERNEL,
  /** ND4J's automatic differentiation: slow, the reference. */
  SAMEDIFF;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
