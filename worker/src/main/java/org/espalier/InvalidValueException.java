package org.espalier;

import java.util.Locale;

/**
 * A setting has a value that is not allowed: which, what it is, and what would be allowed.
 *
 * <p>Records throw it from their constructors, knowing only their own component; whoever read the
 * value from a file adds the path of the key, the file and the line.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String component;
  private final String allowed;

  private InvalidValueException(String component, Object value, String allowed) {
    super(String.format(Locale.ROOT, "%s = %s %s", component, value, allowed));
    this.component = component;
    this.allowed = allowed;
  }

  /**
   * Throws unless the condition holds.
   *
   * <p>Write the condition so that NaN fails it: {@code alpha > 0}, not {@code !(alpha <= 0)}.
   *
   * @param condition what must hold
   * @param component the record component, as written in Java: {@code rootProbability}
   * @param value its value
   * @param allowed the end of the sentence "component = value ...": {@code must be > 0}
   * @throws InvalidValueException if the condition does not hold
   */
  public static void require(boolean condition, String component, Object value, String allowed) {
    if (!condition) {
      throw new InvalidValueException(component, value, allowed);
    }
  }

  /** The record component, as written in Java. */
  public String component() {
    return component;
  }

  /** What would be allowed: {@code must be > 0}. */
  public String allowed() {
    return allowed;
  }
}
