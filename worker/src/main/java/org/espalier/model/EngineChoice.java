package org.espalier.model;

import java.util.Locale;

/** Which gradient engine a trial asks for. */
public enum EngineChoice {
  /** The fastest engine that there is for the model. */
  AUTO,
  /** The closed-form kernel. */
  KERNEL,
  /** ND4J's automatic differentiation: slow, the reference. */
  SAMEDIFF;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The engine for a model: never {@link #AUTO}, which is the kernel wherever there is one. */
  public EngineChoice of(Model model) {
    return this != AUTO ? this : model.engines().contains(KERNEL) ? KERNEL : SAMEDIFF;
  }
}
