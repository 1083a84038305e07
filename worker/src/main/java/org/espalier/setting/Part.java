package org.espalier.setting;

import java.util.List;

/**
 * What is declared of one component of a record.
 *
 * @param <R> the record
 * @param <T> the component
 */
public interface Part<R, T> {

  /** The class of the component. */
  Class<?> component();

  /** The keys that it is read from. */
  List<String> paths();

  /**
   * The component that settings describe.
   *
   * @throws org.espalier.ConfigurationException for a value that is of another type or out of its
   *     range
   */
  T read(Settings s);

  /**
   * Checks the ranges of a component.
   *
   * @throws org.espalier.InvalidValueException if it is not allowed
   */
  void check(T component);

  /** The settings that tell one component from another. */
  List<Setting<R>> settings();

  /** Keys that are read to make the component, without being settings of their own. */
  default List<Parameter<?, ?>> inputs() {
    return List.of();
  }
}
