package org.espalier.setting;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The type of a setting: how its value is read and how its column has it.
 *
 * @param <T> its values in Java
 */
public final class Type<T> {
  private final Class<?> values;
  private final Kind kind;
  private final BiFunction<Settings, String, T> reading;
  private final Function<T, Object> column;
  private final List<String> words;

  private Type(
      Class<?> values,
      Kind kind,
      BiFunction<Settings, String, T> reading,
      Function<T, Object> column,
      List<String> words) {
    this.values = values;
    this.kind = kind;
    this.reading = reading;
    this.column = column;
    this.words = words;
  }

  private static <T> Type<T> of(
      Class<?> values, Kind kind, BiFunction<Settings, String, T> reading) {
    return new Type<>(values, kind, reading, v -> v, List.of());
  }

  /** A whole number within {@code int}. */
  public static Type<Integer> integer() {
    return of(Integer.class, Kind.INTEGER, Settings::integer);
  }

  /** A whole number within {@code long}. */
  public static Type<Long> wholeNumber() {
    return of(Long.class, Kind.LONG, Settings::wholeNumber);
  }

  /** A whole number within {@code long}, or a word that stands for none. */
  public static Type<OptionalLong> wholeNumberOr(String word) {
    return new Type<>(
        OptionalLong.class,
        Kind.LONG,
        (s, path) -> s.wholeNumberOr(word, path),
        v -> v.isPresent() ? v.getAsLong() : null,
        List.of(word));
  }

  /** A number. */
  public static Type<Double> real() {
    return of(Double.class, Kind.REAL, Settings::number);
  }

  /** A number, or a word that stands for none. */
  public static Type<OptionalDouble> realOr(String word) {
    return new Type<>(
        OptionalDouble.class,
        Kind.REAL,
        (s, path) -> s.numberOr(word, path),
        v -> v.isPresent() ? v.getAsDouble() : null,
        List.of(word));
  }

  /** A text. */
  public static Type<String> text() {
    return of(String.class, Kind.TEXT, Settings::text);
  }

  private static <E extends Enum<E>> Map<String, E> choices(
      Class<E> values, Function<E, String> label) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E value : values.getEnumConstants()) {
      choices.put(label.apply(value), value);
    }
    return choices;
  }

  /** One of a few words. */
  public static <E extends Enum<E>> Type<E> oneOf(Class<E> values, Function<E, String> label) {
    Map<String, E> choices = choices(values, label);
    return new Type<>(
        values,
        Kind.TEXT,
        (s, path) -> s.choice(path, choices),
        label::apply,
        List.copyOf(choices.keySet()));
  }

  /** A list of some of a few words; its column has them in brackets. */
  public static <E extends Enum<E>> Type<List<E>> listOf(
      Class<E> values, Function<E, String> label) {
    Map<String, E> choices = choices(values, label);
    return new Type<>(
        List.class,
        Kind.TEXT,
        (s, path) -> s.choices(path, choices),
        list -> list.stream().map(label).toList().toString(),
        List.copyOf(choices.keySet()));
  }

  /**
   * A list of elements that are themselves made of settings.
   *
   * @param reading of the list at a path
   * @param column the list as its column and the canonical form have it; different lists must be
   *     written differently
   */
  public static <E> Type<List<E>> listed(
      BiFunction<Settings, String, List<E>> reading, Function<List<E>, String> column) {
    return new Type<>(List.class, Kind.TEXT, reading, column::apply, List.of());
  }

  /** A list of texts, or one text for a list of one. */
  public static Type<List<String>> texts() {
    return new Type<>(
        List.class, Kind.TEXT, Settings::texts, texts -> String.join(", ", texts), List.of());
  }

  /** Whether something is so: {@code true} or {@code false}. */
  public static Type<Boolean> flag() {
    return new Type<>(
        Boolean.class, Kind.TEXT, Settings::flag, String::valueOf, List.of("true", "false"));
  }

  /** A name, one of some. */
  static Type<String> name(List<String> names) {
    return new Type<>(String.class, Kind.TEXT, Settings::text, v -> v, names);
  }

  /** A list of whole numbers. */
  public static Type<List<Integer>> integers() {
    return of(List.class, Kind.INTEGERS, Settings::integers);
  }

  /** A list of numbers. */
  public static Type<List<Double>> reals() {
    return of(List.class, Kind.REALS, Settings::numbers);
  }

  /** A time with its unit. */
  public static Type<Duration> duration() {
    return new Type<>(Duration.class, Kind.TEXT, Settings::duration, Duration::toString, List.of());
  }

  /** A size in bytes with its unit, or a word that stands for none. */
  public static Type<OptionalLong> bytesOr(String word) {
    return new Type<>(
        OptionalLong.class,
        Kind.LONG,
        (s, path) -> s.bytesOr(word, path),
        v -> v.isPresent() ? v.getAsLong() : null,
        List.of(word));
  }

  /**
   * The value of a setting, whatever its range.
   *
   * @throws org.espalier.ConfigurationException if it is not of this type
   */
  public T read(Settings s, String path) {
    return reading.apply(s, path);
  }

  /** How the column of the setting has a value; null for none. */
  Object column(T value) {
    return column.apply(value);
  }

  /** The class of its values. */
  Class<?> values() {
    return values;
  }

  /** The kind of its column. */
  public Kind kind() {
    return kind;
  }

  /** Whether one of its values stands for none. */
  boolean hasNone() {
    return values == OptionalLong.class || values == OptionalDouble.class;
  }

  /** The words that stand for a value or for none. */
  public List<String> words() {
    return words;
  }
}
