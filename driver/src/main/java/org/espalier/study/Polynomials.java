package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns that stand for factors in a study with drawn axes: Legendre polynomials of the places on
 * such an axis, and of any other, for each of its levels, 1 there less the share of the level.
 * Their products stand for pairs (polynomial chaos; Sudret 2008).
 *
 * @param degree of the polynomials, at least 1
 * @param weights of the cells
 */
record Polynomials(int degree, double[] weights) {
  private static final int MOST_DEGREE = 5;

  /** Points of the design for each polynomial of one axis, at least. */
  private static final int POINTS_A_COLUMN = 8;

  /** Columns of a pair of a drawn axis and one with levels, about. */
  private static final int MOST_COLUMNS = 48;

  /** As high a degree as a number of points bears. */
  static Polynomials of(int points, int drawnAxes, double[] weights) {
    int bearable = points / (POINTS_A_COLUMN * drawnAxes);
    return new Polynomials(Math.max(1, Math.min(MOST_DEGREE, bearable)), weights);
  }

  /** The columns of a factor alone. */
  List<double[]> of(Factor factor) {
    return factor.isDrawn()
        ? IntStream.rangeClosed(factor.isPartial() ? 0 : 1, degree)
            .mapToObj(k -> legendre(factor.places(), k))
            .toList()
        : levels(factor);
  }

  /** The columns of a pair beyond those of each, up to a degree of both together. */
  List<double[]> of(Factor first, Factor second, int most) {
    var columns = new ArrayList<double[]>();
    if (first.isDrawn() && second.isDrawn()) {
      for (int i = 1; i < most; i++) {
        for (int j = 1; i + j <= most; j++) {
          columns.add(product(legendre(first.places(), i), legendre(second.places(), j)));
        }
      }
      return columns;
    }
    if (!first.isDrawn() && !second.isDrawn()) {
      for (double[] one : levels(first)) {
        levels(second).forEach(other -> columns.add(product(one, other)));
      }
      return columns;
    }
    Factor drawn = first.isDrawn() ? first : second;
    List<double[]> levels = levels(first.isDrawn() ? second : first);
    int highest = Math.max(1, Math.min(Math.min(degree, most - 1), MOST_COLUMNS / levels.size()));
    for (int k = 1; k <= highest; k++) {
      double[] polynomial = legendre(drawn.places(), k);
      levels.forEach(level -> columns.add(product(level, polynomial)));
    }
    return columns;
  }

  private List<double[]> levels(Factor factor) {
    int[] group = factor.levels().group();
    var shares = new double[factor.levels().count()];
    double all = Arrays.stream(weights).sum();
    for (int c = 0; c < group.length; c++) {
      shares[group[c]] += weights[c] / all;
    }
    return IntStream.range(0, shares.length)
        .mapToObj(
            level ->
                Arrays.stream(group)
                    .mapToDouble(g -> (g == level ? 1 : 0) - shares[level])
                    .toArray())
        .toList();
  }

  /** (k + 1) P_(k+1)(x) = (2k + 1) x P_k(x) - k P_(k-1)(x); 0 where there is no place. */
  static double[] legendre(double[] places, int degree) {
    var values = new double[places.length];
    for (int c = 0; c < places.length; c++) {
      double x = places[c];
      if (Double.isFinite(x)) {
        double before = 0;
        double value = 1;
        for (int k = 0; k < degree; k++) {
          double next = ((2 * k + 1) * x * value - k * before) / (k + 1);
          before = value;
          value = next;
        }
        values[c] = value;
      }
    }
    return values;
  }

  private static double[] product(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(c -> a[c] * b[c]).toArray();
  }
}
