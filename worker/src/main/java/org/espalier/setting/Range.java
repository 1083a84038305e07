package org.espalier.setting;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Which values of a type are allowed. NaN is in no range of numbers. */
@FunctionalInterface
public interface Range<T> {

  /** What a value that is not allowed must be, {@code must be >= 1}; empty for one that is. */
  Optional<String> complaint(T value);

  /** The values for which a condition holds. */
  static <T> Range<T> of(Predicate<? super T> holds, String allowed) {
    return value -> holds.test(value) ? Optional.empty() : Optional.of(allowed);
  }

  /** The values that another range allows, too; where both complain, this one does. */
  default Range<T> and(Range<? super T> other) {
    return value -> complaint(value).or(() -> other.complaint(value));
  }

  /** Every value. */
  static <T> Range<T> any() {
    return value -> Optional.empty();
  }

  /** Finite numbers from {@code least}. */
  static <N extends Number> Range<N> atLeast(long least) {
    return finite(n -> n.doubleValue() >= least, ">= " + least);
  }

  /** Finite numbers above {@code bound}. */
  static <N extends Number> Range<N> above(long bound) {
    return finite(n -> n.doubleValue() > bound, "> " + bound);
  }

  /**
   * Numbers above 0 that are so in single precision, in which models and training compute: there
   * smaller ones than 1.2e-38 are lost, and greater ones than 3.4e38 infinite.
   */
  static Range<Double> aboveZeroInSinglePrecision() {
    return Range.<Double>above(0).and(singlePrecision("must be in"));
  }

  /** The same and 0. */
  static Range<Double> atLeastZeroInSinglePrecision() {
    return Range.<Double>atLeast(0).and(singlePrecision("must be 0 or in"));
  }

  private static Range<Double> singlePrecision(String must) {
    return of(
        x -> x == 0 || (x >= 1.2e-38 && x <= 3.4e38),
        must
            + " [1.2e-38, 3.4e38]: in single precision smaller numbers are lost and greater ones"
            + " infinite");
  }

  private static <N extends Number> Range<N> finite(Predicate<? super N> holds, String bound) {
    return value -> {
      if (!Double.isFinite(value.doubleValue())) {
        return Optional.of("must be a finite number " + bound);
      }
      return holds.test(value) ? Optional.empty() : Optional.of("must be " + bound);
    };
  }

  /** Whole numbers from {@code least} to {@code most}. */
  static <N extends Number> Range<N> whole(long least, long most) {
    return of(
        n -> n.longValue() >= least && n.longValue() <= most,
        String.format(Locale.ROOT, "must be in %d..%d", least, most));
  }

  /** Probabilities: numbers from 0 to 1, both included. */
  static Range<Double> probability() {
    return of(p -> p >= 0 && p <= 1, "must be in [0, 1]");
  }

  /** Numbers from 0 to below 1. */
  static Range<Double> belowOne() {
    return of(p -> p >= 0 && p < 1, "must be in [0, 1)");
  }
}
