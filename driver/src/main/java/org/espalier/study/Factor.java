package org.espalier.study;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a study can tell apart: an axis, or several that only change together, as those of a {@code
 * zip} do.
 *
 * @param name of the axis; names of several joined by {@value #TOGETHER}
 * @param levels the cells by their levels
 * @param places of the cells on the range of a drawn axis, -1 to 1, NaN where it does not apply;
 *     empty for an axis whose levels are compared one by one
 */
record Factor(String name, Grouping levels, double[] places) {
  static final String TOGETHER = " & ";

  /** An axis with more numbers is drawn if a design drew it with another such axis. */
  private static final int MOST_LISTED = 8;

  /** Of all pairs of values of two crossed axes, at least so many occur. */
  private static final double CROSSED = .5;

  /** Of the pairs of values of two drawn axes, at least so many have neither axis at its base. */
  private static final double DRAWN = .5;

  /** An axis as it is found. */
  private record Candidate(List<String> axes, Grouping levels, double[] numbers) {

    boolean isManyNumbers() {
      return levels.count() > MOST_LISTED && Arrays.stream(numbers).anyMatch(Double::isFinite);
    }

    /** Whether nothing tells the two apart: the same levels, and no scale on which they differ. */
    boolean isSame(Candidate other) {
      return Arrays.equals(levels.group(), other.levels.group())
          && !(isManyNumbers() && other.isManyNumbers() && !isMonotone(other));
    }

    private boolean isMonotone(Candidate other) {
      Integer[] order = IntStream.range(0, numbers.length).boxed().toArray(Integer[]::new);
      Arrays.sort(order, (a, b) -> Double.compare(numbers[a], numbers[b]));
      boolean rises = true;
      boolean falls = true;
      for (int i = 1; i < order.length; i++) {
        int step = Double.compare(other.numbers[order[i]], other.numbers[order[i - 1]]);
        rises &= step >= 0;
        falls &= step <= 0;
      }
      return rises || falls;
    }

    /**
     * Whether a design drew the two together: few of their pairs of values occur, and in most of
     * these neither has the value that it has in most cells. Axes of which each is varied in a grid
     * of its own, about a base, have few pairs, too.
     */
    boolean isDrawnWith(Candidate other) {
      Grouping pairs = levels.with(other.levels);
      boolean isCrossed = pairs.count() >= CROSSED * levels.count() * other.levels.count();
      int base = levels.most();
      int otherBase = other.levels.most();
      long apart =
          IntStream.range(0, numbers.length)
              .filter(c -> levels.group()[c] != base && other.levels.group()[c] != otherBase)
              .map(c -> pairs.group()[c])
              .distinct()
              .count();
      return !isCrossed && apart >= DRAWN * pairs.count();
    }
  }

  /** The factors of a study's cells, in the order of its axes; what does not vary is none. */
  static List<Factor> of(Observations data, List<Observations.Cell> cells) {
    List<Candidate> found = new ArrayList<>();
    for (int a = 0; a < data.axes().size(); a++) {
      int axis = a;
      int[] level = cells.stream().mapToInt(cell -> cell.level()[axis]).toArray();
      double[] numbers = data.numbers().get(axis);
      var one =
          new Candidate(
              List.of(data.axes().get(axis)),
              Grouping.of(level),
              Arrays.stream(level).mapToDouble(l -> numbers[l]).toArray());
      if (one.levels().count() > 1) {
        join(found, one);
      }
    }
    return found.stream().map(one -> factor(one, found)).toList();
  }

  private static void join(List<Candidate> found, Candidate one) {
    for (int i = 0; i < found.size(); i++) {
      Candidate former = found.get(i);
      if (former.isSame(one)) {
        var axes = new ArrayList<>(former.axes());
        axes.addAll(one.axes());
        found.set(i, new Candidate(axes, former.levels(), former.numbers()));
        return;
      }
    }
    found.add(one);
  }

  private static Factor factor(Candidate one, List<Candidate> all) {
    boolean isDrawn =
        one.isManyNumbers()
            && all.stream()
                .anyMatch(
                    o -> !o.axes().equals(one.axes()) && o.isManyNumbers() && one.isDrawnWith(o));
    String name = one.axes().stream().collect(joining(TOGETHER));
    return new Factor(name, one.levels(), isDrawn ? places(one.numbers()) : new double[0]);
  }

  boolean isDrawn() {
    return places.length > 0;
  }

  /** Whether it is drawn and does not apply to every cell. */
  boolean isPartial() {
    return Arrays.stream(places).anyMatch(Double::isNaN);
  }

  /**
   * Whether the level of this factor follows from that of another, as a family does from a setting
   * that one family alone has.
   */
  boolean followsFrom(Factor other) {
    return !isDrawn()
        && !other.isDrawn()
        && levels.count() < other.levels.count()
        && levels.with(other.levels).count() == other.levels.count();
  }

  /** From -1 to 1, linearly or by logarithms: on the scale that has the median nearer to 0. */
  private static double[] places(double[] numbers) {
    double[] linear = scaled(numbers);
    if (Arrays.stream(numbers).anyMatch(v -> v <= 0)) {
      return linear;
    }
    double[] logarithmic = scaled(Arrays.stream(numbers).map(StrictMath::log).toArray());
    return Math.abs(median(linear)) <= Math.abs(median(logarithmic)) ? linear : logarithmic;
  }

  private static double[] scaled(double[] numbers) {
    double least = Arrays.stream(numbers).filter(Double::isFinite).min().orElseThrow();
    double greatest = Arrays.stream(numbers).filter(Double::isFinite).max().orElseThrow();
    double middle = (least + greatest) / 2;
    double half = Math.max(Double.MIN_NORMAL, (greatest - least) / 2);
    return Arrays.stream(numbers).map(v -> (v - middle) / half).toArray();
  }

  private static double median(double[] places) {
    double[] sorted = Arrays.stream(places).filter(Double::isFinite).distinct().sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }
}
