package org.espalier;

/**
 * A setting has a value that is not allowed: which, what it is, and what would be allowed.
 *
 * <p>Records throw it from their constructors, knowing only their own component; whoever read the
 * value from a file adds the path of the key, the file and the line.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String component;

  private InvalidValueException(String component, String message) {
    super(message);
    this.component = component;
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
      throw new InvalidValueException(component, "%s = %s %s".formatted(component, value, allowed));
    }
  }

  /** The record component, as written in Java. */
  public String component() {
    return component;
  }

  /** The message without the component's name: {@code = -1.0 must be > 0}. */
  public String complaint() {
    return getMessage().substring(component.length()).strip();
  }
}
