package org.espalier.study;

import static org.espalier.InvalidValueException.require;

import java.util.Locale;
import java.util.function.IntPredicate;
import org.espalier.metric.Bounds;

/**
 * How many replicates a cell needs: at least some, then more in rounds until the interval of each
 * metric is narrow enough, and never more than some.
 *
 * <p>The rule asks only about prefixes of the sequence of seeds, so that its answer depends on the
 * results of those seeds alone: a study that was interrupted asks for the same trials as one that
 * was not, in whatever order they ended.
 *
 * @param within the half width of an interval that is narrow enough, &gt; 0
 * @param atLeast replicates of the first round, at least 2
 * @param atMost replicates of the last round, at least {@code atLeast}
 */
public record ReplicateRule(double within, int atLeast, int atMost) {

  public ReplicateRule {
    require(within > 0 && within < Double.POSITIVE_INFINITY, "within", within, "must be > 0");
    require(atLeast >= 2, "atLeast", atLeast, "must be at least 2, or there is no spread to see");
    require(
        atMost >= atLeast,
        "atMost",
        atMost,
        String.format(Locale.ROOT, "must not be below at-least = %d", atLeast));
  }

  /**
   * The replicates of the round after one: a quarter more, so that the number of rounds grows with
   * the logarithm of the number of replicates and at most a fifth of them were not needed.
   *
   * @param n replicates of a round
   */
  public int next(int n) {
    return Math.min(atMost, Math.max(n + 1, (int) Math.ceil(n * 1.25)));
  }

  /**
   * The number of replicates that a cell is known to need by the results that there are.
   *
   * @param isStored whether the result of a replicate, counted from 0, is there
   * @param isNarrow whether the intervals over the first n replicates are all narrow enough; asked
   *     only of prefixes whose results are all there
   * @return the number of the round that is either not complete or the last
   */
  public int needed(IntPredicate isStored, IntPredicate isNarrow) {
    int stored = 0;
    int n = atLeast;
    while (true) {
      while (stored < n && isStored.test(stored)) {
        stored++;
      }
      if (stored < n || n == atMost || isNarrow.test(n)) {
        return n;
      }
      n = next(n);
    }
  }

  /**
   * Whether the interval over some values is narrow enough.
   *
   * @param values of the replicates that have one; fewer than two are never enough
   */
  public boolean isNarrow(double[] values, Bounds bounds) {
    return values.length >= 2 && MeanInterval.of(values, bounds).halfWidth() <= within;
  }
}
