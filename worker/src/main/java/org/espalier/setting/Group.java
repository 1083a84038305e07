package org.espalier.setting;

import java.util.List;
import java.util.function.Function;

/**
 * A component that is a record of settings itself.
 *
 * @param <R> the record
 * @param <T> the component
 */
public final class Group<R, T> implements Part<R, T> {
  private final Declaration<T> declaration;
  private final Function<R, T> accessor;

  private Group(Declaration<T> declaration, Function<R, T> accessor) {
    this.declaration = declaration;
    this.accessor = accessor;
  }

  /** A component with a declaration of its own. */
  public static <R, T> Group<R, T> of(Declaration<T> declaration, Function<R, T> accessor) {
    return new Group<>(declaration, accessor);
  }

  @Override
  public Class<?> component() {
    return declaration.record();
  }

  @Override
  public List<String> paths() {
    return declaration.paths();
  }

  @Override
  public T read(Settings s) {
    return declaration.read(s);
  }

  @Override
  public void check(T component) {
    // its own constructor has
  }

  @Override
  public List<Setting<R>> settings() {
    return declaration.settings().stream().map(setting -> setting.of(accessor)).toList();
  }

  @Override
  public List<Parameter<?, ?>> inputs() {
    return declaration.inputs();
  }
}
