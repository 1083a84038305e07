package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much of a metric's variance an axis, or two axes beyond what each does alone, explains.
 *
 * <p>The trials of a study vary for two reasons: their cells differ, and seeds differ within a
 * cell. The whole is the sum of squares over trials about the grand mean, SS. For an axis it is the
 * drop of the residual sum of squares, over trials, when the axis joins all other axes in an
 * additive model (type II); for a pair of axes, when a table over both joins all axes. On a
 * balanced grid these are the terms of the functional analysis of variance (Hoeffding 1948, Hutter
 * et al. 2014). Chance alone makes a term with d degrees of freedom as large as d times the mean
 * square within cells, MSW, so a share is (term - d MSW) / SS, and not below 0; the share of seeds
 * is (SSW + (cells - 1) MSW) / SS, so that the shares of a balanced grid without higher
 * interactions sum to 1. Cells with one trial tell nothing of seeds: where no cell has two, MSW is
 * taken for 0 and the share of seeds is NaN.
 *
 * <p>The interval is the 2.5 and 97.5 % quantile over {@value #DRAWS} bootstrap samples that redraw
 * the replicates of each cell; their terms carry the noise of seeds twice, which is taken out.
 *
 * @param first name of the axis; empty for the row of the seeds
 * @param second name of the second axis of a pair; empty for an axis alone
 * @param share of the variance, 0 to 1
 * @param low lower end of its 95 % interval
 * @param high upper end of that interval
 */
public record Importance(String first, String second, double share, double low, double high) {
  private static final int DRAWS = 200;
  private static final long SEED = 0x1390A7A2CEL;
  private static final double TAIL = .025;

  /**
   * The importance of every axis, of every pair of axes, and of the seeds, in this order.
   *
   * @return empty if there are fewer than two trials or all values are equal
   */
  public static List<Importance> of(Observations data) {
    List<Observations.Cell> cells = data.cells();
    var sample = Sample.of(cells);
    if (cells.size() < 2 || sample.total() == 0) {
      return List.of();
    }
    List<Term> terms = Term.all(data.axes().size(), cells);
    double[] shares = shares(terms, sample, 1);
    var draws = new double[DRAWS][];
    var random = new SplittableRandom(SEED);
    for (int draw = 0; draw < DRAWS; draw++) {
      draws[draw] = shares(terms, sample.drawn(cells, random), 2);
    }
    var all = new ArrayList<Importance>();
    for (int t = 0; t < terms.size(); t++) {
      Term term = terms.get(t);
      String second = term.isPair() ? data.axes().get(term.second()) : "";
      all.add(row(data.axes().get(term.first()), second, t, shares, draws));
    }
    all.add(row("", "", terms.size(), shares, draws));
    return all;
  }

  private static Importance row(
      String first, String second, int index, double[] shares, double[][] draws) {
    double[] sorted = Arrays.stream(draws).mapToDouble(d -> d[index]).sorted().toArray();
    int tail = (int) Math.floor(TAIL * DRAWS);
    return new Importance(first, second, shares[index], sorted[tail], sorted[DRAWS - 1 - tail]);
  }

  /**
   * The shares of the terms, then of the seeds.
   *
   * @param noises how many times the noise of seeds is in the cells' means
   */
  private static double[] shares(List<Term> terms, Sample sample, int noises) {
    var shares = new double[terms.size() + 1];
    double noise = sample.degreesWithin() == 0 ? 0 : sample.meanSquareWithin();
    double chanceBetween = (sample.means().length - 1) * noise;
    double total = Math.max(Double.MIN_NORMAL, sample.total() - (noises - 1) * chanceBetween);
    double[] drops = Term.drops(terms, sample);
    for (int t = 0; t < drops.length; t++) {
      double chance = noises * terms.get(t).degrees() * noise;
      shares[t] = Math.max(0, Math.min(1, (drops[t] - chance) / total));
    }
    shares[terms.size()] =
        sample.degreesWithin() == 0
            ? Double.NaN
            : Math.min(1, (sample.within() + chanceBetween) / total);
    return shares;
  }

  /** Means and numbers of trials of the cells, and what varies within them. */
  record Sample(double[] means, double[] weights, double within, int degreesWithin) {

    static Sample of(List<Observations.Cell> cells) {
      return new Sample(
          cells.stream().mapToDouble(cell -> mean(cell.values())).toArray(),
          cells.stream().mapToDouble(cell -> cell.values().length).toArray(),
          cells.stream().mapToDouble(cell -> squares(cell.values())).sum(),
          cells.stream().mapToInt(cell -> cell.values().length - 1).sum());
    }

    /**
     * Replicates of each cell of this sample drawn anew, with repetition. A sample of n varies less
     * than what it is a sample of, by the factor (n - 1) / n, which is made up for in means and
     * squares. Deviations are from the mean of the cell, so that large values lose no digits.
     */
    Sample drawn(List<Observations.Cell> cells, SplittableRandom random) {
      var drawnMeans = new double[means.length];
      double drawnWithin = 0;
      for (int c = 0; c < means.length; c++) {
        double[] values = cells.get(c).values();
        int n = values.length;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
          double deviation = values[random.nextInt(n)] - means[c];
          sum += deviation;
          squares += deviation * deviation;
        }
        double surplus = n == 1 ? 1 : (double) n / (n - 1);
        drawnMeans[c] = means[c] + Math.sqrt(surplus) * (sum / n);
        drawnWithin += surplus * Math.max(0, squares - sum * sum / n);
      }
      return new Sample(drawnMeans, weights, drawnWithin, degreesWithin);
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).sum() / values.length;
    }

    /** Sum of squares about the mean. */
    private static double squares(double[] values) {
      double mean = mean(values);
      return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }

    double meanSquareWithin() {
      return within / degreesWithin;
    }

    /** Sum of squares over trials about the grand mean. */
    double total() {
      double trials = Arrays.stream(weights).sum();
      double mean = 0;
      for (int c = 0; c < means.length; c++) {
        mean += weights[c] * means[c] / trials;
      }
      double between = 0;
      for (int c = 0; c < means.length; c++) {
        between += weights[c] * (means[c] - mean) * (means[c] - mean);
      }
      return between + within;
    }
  }
}
