package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Shares of the variance in a study with drawn axes. No two points of a design have a value in
 * common, so that levels cannot be compared one by one; instead each axis is approximated by
 * polynomials, and a pair by their products ({@link Polynomials}).
 *
 * <p>A term is fitted to the cells' means together with the other factors and with the pairs that
 * have a drawn axis, these up to the degree at which there are {@value #COLUMNS} points a column;
 * its sum of squares is that of its part of the fit about its mean. Polynomials and products are
 * orthogonal over the whole of a range and nearly so over the points of a design; what is fitted
 * together does not pass for each other where they are not.
 *
 * <p>What is left, r, is seeds as well as what polynomials do not follow. It is alike for all cells
 * of one point of the design, so it is added up by point before it is squared: with the term the
 * sum over columns q of (q'W y)&sup2;, y the cells' means and W their numbers of trials, chance
 * makes it as large as the sum over q and points p of k (sum over cells c of p of w<sub>c</sub>
 * q<sub>c</sub> r<sub>c</sub>)&sup2;, where k = points / (points - fitted columns).
 *
 * <p>The interval is a wild bootstrap: r of each point changes its sign with probability 1/2 and is
 * added to the fit again.
 *
 * @param terms the factors, then the pairs
 */
record DrawnStudy(List<Fitted> terms) {
  /** Points for each column of the drawn axes and their products. */
  private static final int COLUMNS = 4;

  /** A term by the factors that it is of. */
  record Names(int first, int second) {
    boolean isPair() {
      return second != Term.NONE;
    }
  }

  /**
   * A term as it was fitted.
   *
   * @param fit products of its columns with what was fitted
   * @param rests for each of its columns, and each point, the product with what is left
   * @param total sum of squares of the fit and within cells
   * @param cross for each point, twice the product of fit and what is left
   * @param left sum of squares of what is left
   * @param surplus k
   */
  record Fitted(
      Names names,
      double[] fit,
      double[][] rests,
      double total,
      double[] cross,
      double left,
      double surplus) {

    /** The share of the variance, less what chance alone would explain. */
    double share() {
      return share(fit, chance(), total + left);
    }

    /** That of a sample in which what is left has other signs. */
    double drawn(SplittableRandom random) {
      double size = Math.sqrt(surplus);
      var products = fit.clone();
      double sum = total + left;
      for (int p = 0; p < cross.length; p++) {
        double sign = random.nextBoolean() ? size : -size;
        sum += sign * cross[p];
        for (int q = 0; q < products.length; q++) {
          products[q] += sign * rests[q][p];
        }
      }
      return share(products, 2 * chance(), sum);
    }

    private static double share(double[] products, double chance, double total) {
      double term = Arrays.stream(products).map(v -> v * v).sum();
      return Math.max(0, Math.min(1, (term - chance) / Math.max(Double.MIN_NORMAL, total)));
    }

    private double chance() {
      return surplus * Arrays.stream(rests).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
    }
  }

  static DrawnStudy of(List<Factor> factors, Sample sample) {
    List<Factor> drawn = factors.stream().filter(Factor::isDrawn).toList();
    Grouping points = points(drawn);
    var polynomials = Polynomials.of(points.count(), drawn.size(), sample.weights());
    int beside = degreeBeside(polynomials.degree(), points.count(), drawn.size());
    var fit = Fit.of(factors, polynomials, beside, sample, points);
    var terms = new ArrayList<Fitted>();
    for (Names names : fit.places().keySet()) {
      Fitted term = fit.of(names);
      if (term.fit().length > 0 || !names.isPair()) {
        terms.add(term);
      }
    }
    return new DrawnStudy(terms);
  }

  /** The degree of the products that a term is fitted with; below 2 there are none. */
  private static int degreeBeside(int degree, int points, int drawn) {
    int pairs = drawn * (drawn - 1) / 2;
    int beside = degree;
    while (beside > 1 && drawn * degree + pairs * (beside * (beside - 1) / 2) > points / COLUMNS) {
      beside--;
    }
    return beside;
  }

  /** Cells that have the same place on every drawn axis. */
  private static Grouping points(List<Factor> drawn) {
    Grouping points = drawn.get(0).levels();
    for (Factor factor : drawn) {
      points = points.with(factor.levels());
    }
    return points;
  }

  /**
   * What all terms of a sample have in common.
   *
   * @param areProducts whether terms are fitted together with products of two drawn axes
   * @param columns over the cells: the constant, then those of each term
   * @param places of each term's columns among these, in the order of the terms
   * @param gram products of each column with each
   * @param values the cells' means less the grand mean
   */
  private record Fit(
      List<Factor> factors,
      boolean areProducts,
      List<double[]> columns,
      Map<Names, List<Integer>> places,
      double[][] gram,
      double[] values,
      Sample sample,
      Grouping points) {

    static Fit of(
        List<Factor> factors, Polynomials polynomials, int beside, Sample sample, Grouping points) {
      var columns = new ArrayList<double[]>();
      var constant = new double[sample.weights().length];
      Arrays.fill(constant, 1);
      columns.add(constant);
      Map<Names, List<Integer>> places = new LinkedHashMap<>();
      int count = factors.size();
      for (int f = 0; f < count; f++) {
        add(polynomials.of(factors.get(f)), new Names(f, Term.NONE), columns, places);
      }
      for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++) {
          List<double[]> own = polynomials.of(factors.get(i), factors.get(j), Math.max(2, beside));
          add(own, new Names(i, j), columns, places);
        }
      }
      return new Fit(
          factors,
          beside > 1,
          columns,
          places,
          gram(columns, sample.weights()),
          sample.deviations(),
          sample,
          points);
    }

    private static void add(
        List<double[]> own, Names names, List<double[]> columns, Map<Names, List<Integer>> places) {
      int first = columns.size();
      columns.addAll(own);
      places.put(names, IntStream.range(first, columns.size()).boxed().toList());
    }

    private static double[][] gram(List<double[]> columns, double[] weights) {
      var gram = new double[columns.size()][columns.size()];
      for (int k = 0; k < gram.length; k++) {
        double[] weighted = weighted(columns.get(k), weights);
        for (int l = 0; l <= k; l++) {
          gram[k][l] = Columns.sum(weighted, columns.get(l));
          gram[l][k] = gram[k][l];
        }
      }
      return gram;
    }

    private static double[] weighted(double[] column, double[] weights) {
      return IntStream.range(0, column.length).mapToDouble(c -> weights[c] * column[c]).toArray();
    }

    Fitted of(Names names) {
      List<Integer> own = places.get(names);
      Columns others = Columns.constant(gram);
      for (Names other : places.keySet()) {
        if (isFittedWith(names, other)) {
          others = others.with(places.get(other));
        }
      }
      Columns all = others.with(own);
      double[] products = products(values);
      double[] fitted = combined(all.fit(products));
      double[] rest = values.clone();
      for (int c = 0; c < rest.length; c++) {
        rest[c] -= fitted[c];
      }
      List<double[]> contribution = others.contribution(own);
      int free = Math.max(1, points.count() - all.count());
      return new Fitted(
          names,
          contribution.stream().mapToDouble(q -> Columns.sum(q, products)).toArray(),
          contribution.stream().map(q -> byPoint(combined(q), rest, 1)).toArray(double[][]::new),
          GroupSums.squares(fitted, sample.weights()) + sample.within(),
          byPoint(fitted, rest, 2),
          GroupSums.squares(rest, sample.weights()),
          (double) points.count() / free);
    }

    /** All other factors but those from which this one follows, and pairs with a drawn axis. */
    private boolean isFittedWith(Names names, Names other) {
      if (other.equals(names)) {
        return false;
      }
      if (!names.isPair()
          && (follows(names, other.first())
              || (other.isPair() && follows(names, other.second())))) {
        return false;
      }
      if (!other.isPair()) {
        return true;
      }
      boolean first = factors.get(other.first()).isDrawn();
      boolean second = factors.get(other.second()).isDrawn();
      return (first && second) ? areProducts : (first || second);
    }

    private boolean follows(Names names, int other) {
      return factors.get(names.first()).followsFrom(factors.get(other));
    }

    private double[] products(double[] values) {
      double[] weighted = weighted(values, sample.weights());
      return columns.stream().mapToDouble(column -> Columns.sum(column, weighted)).toArray();
    }

    /** A combination of the columns, over the cells. */
    private double[] combined(double[] coefficients) {
      var sum = new double[values.length];
      for (int k = 0; k < coefficients.length; k++) {
        if (coefficients[k] != 0) {
          double[] column = columns.get(k);
          for (int c = 0; c < sum.length; c++) {
            sum[c] += coefficients[k] * column[c];
          }
        }
      }
      return sum;
    }

    private double[] byPoint(double[] column, double[] rest, double factor) {
      var sums = new double[points.count()];
      for (int c = 0; c < rest.length; c++) {
        sums[points.group()[c]] += factor * sample.weights()[c] * column[c] * rest[c];
      }
      return sums;
    }
  }
}
