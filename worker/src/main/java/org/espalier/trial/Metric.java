package org.espalier.trial;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;

/**
 * A final metric of a trial.
 *
 * @param name column in the {@code trials} table
 * @param kind whole or real
 * @param bounds of its values
 * @param meaning one sentence with unit and range
 * @param value where it was measured; null or not finite where it was not or does not apply
 */
public record Metric(
    String name, Kind kind, Bounds bounds, String meaning, Function<Measurement, Number> value) {

  /** What values a metric has. */
  public enum Kind {
    /** A whole number. */
    INTEGER,
    /** A real number. */
    REAL
  }

  /** A real number that one part of what was measured has; null where there is no such part. */
  static <T> Metric real(
      String name,
      Bounds bounds,
      String meaning,
      Function<Measurement, Optional<T>> part,
      ToDoubleFunction<T> value) {
    return new Metric(
        name,
        Kind.REAL,
        bounds,
        meaning,
        m -> part.apply(m).map(p -> value.applyAsDouble(p)).orElse(null));
  }

  /** A count or a step. */
  static Metric whole(String name, String meaning, Function<Measurement, Integer> value) {
    return new Metric(name, Kind.INTEGER, Bounds.NOT_NEGATIVE, meaning, value::apply);
  }

  /** The number, or null if there is none. */
  static Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
