package org.espalier.study;

import java.util.ArrayList;
import java.util.List;

/**
 * A term of the analysis of variance of factors whose levels are compared one by one: a factor, or
 * a table over two.
 *
 * @param first the factor
 * @param second the second factor of a pair, else {@link #NONE}
 * @param degrees of freedom that it adds
 * @param levels grouping of the cells that it stands for
 * @param others groupings that it joins
 */
record Term(int first, int second, int degrees, Grouping levels, List<Grouping> others) {
  /** Neither factor. */
  static final int NONE = -1;

  /** Sweeps over the groupings, at most; on a balanced grid one is enough. */
  private static final int MOST_SWEEPS = 200;

  /** The fit has converged once a sweep takes less than this share away. */
  private static final double CONVERGED = 1e-10;

  /**
   * All factors, then all pairs of them that are more than the two. A factor joins all others but
   * those that it follows from, beside which nothing would be left of it.
   */
  static List<Term> all(List<Factor> factors) {
    List<Grouping> levels = factors.stream().map(Factor::levels).toList();
    var terms = new ArrayList<Term>();
    for (int f = 0; f < factors.size(); f++) {
      Factor one = factors.get(f);
      List<Grouping> others =
          factors.stream()
              .filter(other -> !other.name().equals(one.name()) && !one.followsFrom(other))
              .map(Factor::levels)
              .toList();
      terms.add(new Term(f, NONE, degreesBeside(one, factors), one.levels(), others));
    }
    for (int i = 0; i < factors.size(); i++) {
      for (int j = i + 1; j < factors.size(); j++) {
        Grouping table = levels.get(i).with(levels.get(j));
        int degrees = table.count() + 1 - levels.get(i).count() - levels.get(j).count();
        if (degrees > 0) {
          terms.add(new Term(i, j, degrees, table, levels));
        }
      }
    }
    return terms;
  }

  /** Levels that a factor adds to the one with the most levels of those that follow from it. */
  private static int degreesBeside(Factor one, List<Factor> factors) {
    int coarser =
        factors.stream()
            .filter(other -> other.followsFrom(one))
            .mapToInt(other -> other.levels().count())
            .max()
            .orElse(1);
    return one.levels().count() - coarser;
  }

  boolean isPair() {
    return second != NONE;
  }

  /** By how much each term lowers the residual sum of squares when it joins the others. */
  static double[] drops(List<Term> terms, Sample sample) {
    double[] means = sample.deviations();
    double[] weights = sample.weights();
    List<Grouping> axes = terms.stream().filter(term -> !term.isPair()).map(Term::levels).toList();
    double[] additive = means.clone();
    double residual = fit(additive, axes, weights);
    return terms.stream()
        .mapToDouble(
            term -> {
              if (term.isPair()) {
                return residual - fit(additive.clone(), term.joined(), weights);
              }
              double with =
                  term.others.size() + 1 == axes.size()
                      ? residual
                      : fit(means.clone(), term.joined(), weights);
              return fit(means.clone(), term.others, weights) - with;
            })
        .toArray();
  }

  private List<Grouping> joined() {
    var joined = new ArrayList<Grouping>();
    joined.add(levels);
    joined.addAll(others);
    return joined;
  }

  /**
   * Takes the best sum of one number for each group out of the cells' means: by backfitting, that
   * is by solving for one grouping after the other until nothing changes.
   *
   * @param rest what is left of the means, changed in place
   * @return the weighted sum of squares of what is left then
   */
  private static double fit(double[] rest, List<Grouping> groupings, double[] weights) {
    double before = squares(rest, weights);
    double small = CONVERGED * before;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      groupings.forEach(grouping -> subtractMeans(rest, weights, grouping));
      double after = squares(rest, weights);
      if (before - after <= small) {
        return after;
      }
      before = after;
    }
    return before;
  }

  private static void subtractMeans(double[] rest, double[] weights, Grouping grouping) {
    var sums = new double[grouping.count()];
    var counts = new double[grouping.count()];
    int[] group = grouping.group();
    for (int c = 0; c < rest.length; c++) {
      sums[group[c]] += weights[c] * rest[c];
      counts[group[c]] += weights[c];
    }
    for (int c = 0; c < rest.length; c++) {
      rest[c] -= sums[group[c]] / counts[group[c]];
    }
  }

  static double squares(double[] rest, double[] weights) {
    double squares = 0;
    for (int c = 0; c < rest.length; c++) {
      squares += weights[c] * rest[c] * rest[c];
    }
    return squares;
  }
}
