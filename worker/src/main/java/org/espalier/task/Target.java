package org.espalier.task;

import java.util.Locale;

/** What a model is trained to predict. */
public enum Target {
  /** The whole distribution of the next token. */
  LAW,
  /** The next token, drawn from it. */
  TOKEN;

  /** As a sweep file writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
