package org.espalier.setting;

import static org.espalier.InvalidValueException.require;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A component of a record that is one setting: its key, type, range and accessor.
 *
 * <pre>
 *   integer("graph.k", Lag::k).within(Range.atLeast(1))
 * </pre>
 *
 * @param <R> the record
 * @param <T> the component
 */
public final class Parameter<R, T> implements Part<R, T> {
  private final String path;
  private final Type<T> type;
  private final Function<R, T> accessor;
  private final Range<? super T> range;
  private final Optional<Predicate<R>> condition;
  private final Optional<T> off;

  private Parameter(
      String path,
      Type<T> type,
      Function<R, T> accessor,
      Range<? super T> range,
      Optional<Predicate<R>> condition,
      Optional<T> off) {
    this.path = path;
    this.type = type;
    this.accessor = accessor;
    this.range = range;
    this.condition = condition;
    this.off = off;
  }

  /** A setting of any type and value. */
  public static <R, T> Parameter<R, T> of(String path, Type<T> type, Function<R, T> accessor) {
    return new Parameter<>(path, type, accessor, Range.any(), Optional.empty(), Optional.empty());
  }

  /** A whole number. */
  public static <R> Parameter<R, Integer> integer(String path, Function<R, Integer> accessor) {
    return of(path, Type.integer(), accessor);
  }

  /** A number. */
  public static <R> Parameter<R, Double> real(String path, Function<R, Double> accessor) {
    return of(path, Type.real(), accessor);
  }

  /** A list of whole numbers. */
  public static <R> Parameter<R, List<Integer>> integers(
      String path, Function<R, List<Integer>> accessor) {
    return of(path, Type.integers(), accessor);
  }

  /** A list of numbers. */
  public static <R> Parameter<R, List<Double>> reals(
      String path, Function<R, List<Double>> accessor) {
    return of(path, Type.reals(), accessor);
  }

  /** One of the labels of an enumeration. */
  public static <R, E extends Enum<E>> Parameter<R, E> oneOf(
      String path, Class<E> values, Function<E, String> label, Function<R, E> accessor) {
    return of(path, Type.oneOf(values, label), accessor);
  }

  /** A list of labels of an enumeration. */
  public static <R, E extends Enum<E>> Parameter<R, List<E>> listOf(
      String path, Class<E> values, Function<E, String> label, Function<R, List<E>> accessor) {
    return of(path, Type.listOf(values, label), accessor);
  }

  /** A whole number, or a word for none, of which the canonical form says nothing. */
  public static <R> Parameter<R, OptionalLong> wholeNumberOr(
      String word, String path, Function<R, OptionalLong> accessor) {
    return of(path, Type.wholeNumberOr(word), accessor);
  }

  /** A key that is read to find other components, not one of its own. */
  public static <T> Parameter<Void, T> input(String path, Type<T> type) {
    return of(path, type, nothing -> null);
  }

  /** The same setting with a range. */
  public Parameter<R, T> within(Range<? super T> allowed) {
    return new Parameter<>(path, type, accessor, allowed, condition, off);
  }

  /**
   * The same setting, left out of the canonical form at one value: that which leaves results as
   * they were before there was the setting, so that their ids stay.
   */
  public Parameter<R, T> offAt(T value) {
    return new Parameter<>(path, type, accessor, range, condition, Optional.of(value));
  }

  /** The same setting, which only applies where a condition holds. */
  public Parameter<R, T> when(Predicate<R> holds) {
    return new Parameter<>(path, type, accessor, range, Optional.of(holds), off);
  }

  /** Its key. */
  public String path() {
    return path;
  }

  /** Its type. */
  public Type<T> type() {
    return type;
  }

  @Override
  public Class<?> component() {
    return type.values();
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  @Override
  public T read(Settings s) {
    T value = type.read(s, path);
    range
        .complaint(value)
        .ifPresent(
            allowed -> {
              throw s.refusal(path, allowed);
            });
    return value;
  }

  @Override
  public void check(T value) {
    Optional<String> complaint = range.complaint(value);
    require(complaint.isEmpty(), path, value, complaint.orElse(""));
  }

  /** What is wrong with the value of a setting that is not in use; empty if nothing is. */
  Optional<String> complaint(Settings s) {
    return range.complaint(type.read(s, path));
  }

  @Override
  public List<Setting<R>> settings() {
    Object omitted = off.map(type::column).orElse(null);
    Function<R, Object> value =
        record -> applies(record) ? type.column(accessor.apply(record)) : null;
    Function<R, Object> identity =
        record -> {
          Object found = value.apply(record);
          return Objects.equals(found, omitted) ? null : found;
        };
    return List.of(
        new Setting<>(path, type, omitted, List.of(), condition.isPresent(), value, identity));
  }

  private boolean applies(R record) {
    return condition.isEmpty() || condition.get().test(record);
  }
}
