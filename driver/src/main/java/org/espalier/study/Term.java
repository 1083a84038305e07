package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A term of the analysis of variance: an axis, or a table over two axes.
 *
 * @param first the axis
 * @param second the second axis of a pair, else -1
 * @param degrees of freedom that it adds
 * @param grouping of the cells that it stands for
 */
record Term(int first, int second, int degrees, Grouping grouping) {
  /** Neither axis. */
  static final int NONE = -1;

  /** Sweeps over the groupings, at most; on a balanced grid one is enough. */
  private static final int MOST_SWEEPS = 200;

  /** The fit has converged once a sweep takes less than this share away. */
  private static final double CONVERGED = 1e-10;

  /**
   * Cells grouped by their levels on one axis or two.
   *
   * @param group of each cell, from 0
   * @param count number of groups
   */
  record Grouping(int[] group, int count) {

    static Grouping of(List<Observations.Cell> cells, int... axes) {
      Map<List<Integer>, Integer> numbers = new HashMap<>();
      int[] group =
          cells.stream()
              .mapToInt(
                  cell -> {
                    List<Integer> key = Arrays.stream(axes).mapToObj(a -> cell.level()[a]).toList();
                    Integer number = numbers.putIfAbsent(key, numbers.size());
                    return number == null ? numbers.size() - 1 : number;
                  })
              .toArray();
      return new Grouping(group, numbers.size());
    }
  }

  /** All axes that vary, then all pairs of them that are more than the two. */
  static List<Term> all(int axes, List<Observations.Cell> cells) {
    var terms = new ArrayList<Term>();
    for (int axis = 0; axis < axes; axis++) {
      Grouping levels = Grouping.of(cells, axis);
      if (levels.count() > 1) {
        terms.add(new Term(axis, NONE, levels.count() - 1, levels));
      }
    }
    List<Term> alone = List.copyOf(terms);
    for (int i = 0; i < alone.size(); i++) {
      for (int j = i + 1; j < alone.size(); j++) {
        Grouping table = Grouping.of(cells, alone.get(i).first, alone.get(j).first);
        int degrees = table.count() - 1 - alone.get(i).degrees - alone.get(j).degrees;
        if (degrees > 0) {
          terms.add(new Term(alone.get(i).first, alone.get(j).first, degrees, table));
        }
      }
    }
    return terms;
  }

  boolean isPair() {
    return second != NONE;
  }

  /**
   * By how much each term lowers the residual sum of squares: an axis when it joins the others, a
   * pair when it joins all axes.
   */
  static double[] drops(List<Term> terms, Importance.Sample sample) {
    List<Grouping> axes =
        terms.stream().filter(term -> !term.isPair()).map(Term::grouping).toList();
    double[] additive = centred(sample);
    double residual = fit(additive, axes, sample.weights());
    return terms.stream()
        .mapToDouble(
            term -> {
              var groupings = new ArrayList<>(axes);
              if (term.isPair()) {
                groupings.add(0, term.grouping);
                return residual - fit(additive.clone(), groupings, sample.weights());
              }
              groupings.remove(term.grouping);
              return fit(centred(sample), groupings, sample.weights()) - residual;
            })
        .toArray();
  }

  private static double[] centred(Importance.Sample sample) {
    double[] rest = sample.means().clone();
    subtractMeans(rest, sample.weights(), new Grouping(new int[rest.length], 1));
    return rest;
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
    for (int c = 0; c < rest.length; c++) {
      sums[grouping.group()[c]] += weights[c] * rest[c];
      counts[grouping.group()[c]] += weights[c];
    }
    for (int c = 0; c < rest.length; c++) {
      int group = grouping.group()[c];
      rest[c] -= sums[group] / counts[group];
    }
  }

  private static double squares(double[] rest, double[] weights) {
    double squares = 0;
    for (int c = 0; c < rest.length; c++) {
      squares += weights[c] * rest[c] * rest[c];
    }
    return squares;
  }
}
