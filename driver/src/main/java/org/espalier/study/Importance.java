package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How much of a metric's variance an axis, or two axes beyond what each does alone, explains.
 *
 * <p>The trials of a study vary for two reasons: their cells differ, and seeds differ within a
 * cell. The whole is the sum of squares over trials about the grand mean, SS. For an axis it is the
 * drop of the residual sum of squares, over trials, when the axis joins all other axes in an
 * additive model (type II); for a pair of axes, when a table over both joins all axes. On a
 * balanced grid these are the terms of the functional analysis of variance (Hoeffding 1948, Hutter
 * et al. 2014). Chance alone makes a term with d degrees of freedom as large as d times the mean
 * square MS by which seeds make cells differ, so a share is (term - d MS) / SS, and not below 0.
 * What a replicate does to all cells alike makes none of them differ, so MS is the residual mean
 * square of a number for each cell and one for each replicate. The share of seeds is (SSW + (cells
 * - 1) MS) / SS with SSW the sum of squares within cells, so that the shares of a balanced grid
 * without higher interactions sum to 1. Cells with one trial tell nothing of seeds: where no cell
 * has two, MS is taken for 0 and the share of seeds is NaN.
 *
 * <p>Axes that only change together have one row. An axis whose value follows from that of another,
 * as the family from a setting that one family alone has, is measured without the other, and the
 * other by what it adds. In a study with axes that a design draws, each of these is approximated by
 * polynomials ({@link DrawnStudy}).
 *
 * <p>The interval is the 1 and 99 % quantile over {@value #DRAWS} bootstrap samples that redraw the
 * replicates, the same ones in all cells that have them; with drawn axes, what is left of their
 * points. Terms of such a sample carry chance twice, which is taken out. Few replicates vary less
 * than what they are drawn from, hence the far quantiles: in the simulations of {@code
 * ImportanceTest} and {@code DrawnStudyTest} the interval held the share in 92 to 95 % of studies.
 *
 * @param first name of the axis, or of several that only change together; empty for the row of the
 *     seeds
 * @param second name of the second axis of a pair; empty for an axis alone
 * @param share of the variance, 0 to 1
 * @param low lower end of its interval
 * @param high upper end of that interval
 */
public record Importance(String first, String second, double share, double low, double high) {

  /** What stands between the names of axes that only change together. */
  public static final String TOGETHER = Factor.TOGETHER;

  private static final int DRAWS = 200;
  private static final long SEED = 0x1390A7A2CEL;
  private static final double TAIL = .01;

  /**
   * The importance of every axis, of every pair of axes, and of the seeds, in this order.
   *
   * @return empty if there are fewer than two trials or all values are equal but for rounding
   */
  public static List<Importance> of(Observations data) {
    List<Observations.Cell> cells = data.cells();
    var sample = Sample.of(cells);
    if (cells.size() < 2 || sample.isConstant()) {
      return List.of();
    }
    List<Factor> factors = Factor.of(data, cells);
    var random = new SplittableRandom(SEED);
    List<Sample> draws = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      draws.add(sample.drawn(cells, random));
    }
    var all = new ArrayList<Importance>();
    if (factors.stream().anyMatch(Factor::isDrawn)) {
      for (DrawnStudy.Fitted term : DrawnStudy.of(factors, sample).terms()) {
        double[] drawn = IntStream.range(0, DRAWS).mapToDouble(d -> term.drawn(random)).toArray();
        DrawnStudy.Names names = term.names();
        all.add(row(factors, names.first(), names.second(), term.share(), drawn));
      }
    } else {
      List<Term> terms = Term.all(factors, sample.weights());
      double[] shares = shares(terms, sample, 1);
      double[][] drawn = draws.stream().map(d -> shares(terms, d, 2)).toArray(double[][]::new);
      for (int t = 0; t < shares.length; t++) {
        int index = t;
        double[] own = Arrays.stream(drawn).mapToDouble(d -> d[index]).toArray();
        all.add(row(factors, terms.get(t).first(), terms.get(t).second(), shares[t], own));
      }
    }
    double[] ofSeeds = draws.stream().mapToDouble(d -> shareOfSeeds(d, 2)).toArray();
    all.add(row("", "", shareOfSeeds(sample, 1), ofSeeds));
    return all;
  }

  private static Importance row(
      List<Factor> factors, int first, int second, double share, double[] draws) {
    String other = second == Term.NONE ? "" : factors.get(second).name();
    return row(factors.get(first).name(), other, share, draws);
  }

  private static Importance row(String first, String second, double share, double[] draws) {
    double[] sorted = Arrays.stream(draws).sorted().toArray();
    int tail = (int) Math.floor(TAIL * DRAWS);
    return new Importance(first, second, share, sorted[tail], sorted[DRAWS - 1 - tail]);
  }

  /**
   * The shares of the terms.
   *
   * @param noises how many times the noise of seeds is in the cells' means
   */
  private static double[] shares(List<Term> terms, Sample sample, int noises) {
    double total = total(sample, noises);
    double[] drops = Term.drops(terms, sample);
    return IntStream.range(0, drops.length)
        .mapToDouble(
            t -> {
              double chance = noises * terms.get(t).degrees() * sample.noise();
              return Math.max(0, Math.min(1, (drops[t] - chance) / total));
            })
        .toArray();
  }

  private static double shareOfSeeds(Sample sample, int noises) {
    return sample.degreesWithin() == 0
        ? Double.NaN
        : Math.min(1, (sample.within() + sample.noiseBetween()) / total(sample, noises));
  }

  private static double total(Sample sample, int noises) {
    double surplus = (noises - 1) * sample.noiseBetween();
    return Math.max(Double.MIN_NORMAL, sample.total() - surplus);
  }
}
