package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A term of the analysis of variance: an axis, or a table over two axes.
 *
 * @param first the axis; -1 for the seeds
 * @param second the second axis of a pair, else -1
 * @param degrees of freedom that it adds
 * @param without the groupings of the model that lacks it
 * @param with the groupings of the model that has it
 */
record Term(int first, int second, int degrees, List<Grouping> without, List<Grouping> with) {
  /** What is left to the seeds. */
  static final Term SEEDS = new Term(-1, -1, 0, List.of(), List.of());

  /** Sweeps over the groupings, at most; on a balanced grid one is enough. */
  private static final int MOST_SWEEPS = 200;

  /** The fit has converged once a sweep lowers the residual by less than this share. */
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

  /** All axes that vary, then all pairs of them. */
  static List<Term> all(int[] levels, List<Observations.Cell> cells) {
    Grouping[] mains =
        IntStream.range(0, levels.length)
            .mapToObj(axis -> Grouping.of(cells, axis))
            .toArray(Grouping[]::new);
    int[] varying = IntStream.range(0, levels.length).filter(a -> mains[a].count() > 1).toArray();
    List<Grouping> additive = Arrays.stream(varying).mapToObj(a -> mains[a]).toList();
    var terms = new ArrayList<Term>();
    for (int axis : varying) {
      List<Grouping> others = new ArrayList<>(additive);
      others.remove(mains[axis]);
      terms.add(new Term(axis, -1, mains[axis].count() - 1, others, additive));
    }
    for (int i = 0; i < varying.length; i++) {
      for (int j = i + 1; j < varying.length; j++) {
        Grouping table = Grouping.of(cells, varying[i], varying[j]);
        int degrees = table.count() - mains[varying[i]].count() - mains[varying[j]].count() + 1;
        if (degrees > 0) {
          var with = new ArrayList<>(additive);
          with.add(table);
          terms.add(new Term(varying[i], varying[j], degrees, additive, with));
        }
      }
    }
    return terms;
  }

  /** By how much the term lowers the residual sum of squares. */
  double drop(Importance.Sample sample) {
    return residual(without, sample) - residual(with, sample);
  }

  /**
   * The least weighted sum of squares of the cells' means about a sum of one number for each group:
   * by backfitting, that is by solving for one grouping after the other until nothing changes.
   */
  private static double residual(List<Grouping> groupings, Importance.Sample sample) {
    double[] rest = sample.means().clone();
    double[] weights = sample.weights();
    subtractMeans(rest, weights, new Grouping(new int[rest.length], 1));
    double before = squares(rest, weights);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      groupings.forEach(grouping -> subtractMeans(rest, weights, grouping));
      double after = squares(rest, weights);
      if (before - after <= CONVERGED * before) {
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
