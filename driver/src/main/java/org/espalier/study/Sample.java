package org.espalier.study;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Means and numbers of trials of the cells, and what varies within them.
 *
 * @param means of each cell
 * @param weights number of trials of each cell
 * @param within sum of squares over trials about the means of their cells
 * @param degreesWithin its degrees of freedom; 0 where no cell has two trials
 * @param noise mean square by which seeds alone make cells differ
 */
record Sample(double[] means, double[] weights, double within, int degreesWithin, double noise) {
  private static final int MOST_SWEEPS = 500;
  private static final double CONVERGED = 1e-13;

  /** Of a mean, relative to it: far more than sums over a study's trials are wrong by. */
  private static final double ROUNDING = 1e-12;

  static Sample of(List<Observations.Cell> cells) {
    double[] means = cells.stream().mapToDouble(cell -> mean(cell.values())).toArray();
    double[] weights = cells.stream().mapToDouble(cell -> cell.values().length).toArray();
    double within = cells.stream().mapToDouble(cell -> squares(cell.values())).sum();
    int degrees = cells.stream().mapToInt(cell -> cell.values().length - 1).sum();
    return new Sample(means, weights, within, degrees, noise(cells, within, degrees));
  }

  /**
   * What a replicate does to all cells alike makes none of them differ from another: the residual
   * mean square of a number for each cell and one for each replicate, which are known but for a
   * constant in each of the {@link Components}. Where that leaves no degree of freedom, as where no
   * two cells share a replicate, it is the mean square within cells.
   */
  private static double noise(List<Observations.Cell> cells, double within, int degrees) {
    if (degrees == 0) {
      return 0;
    }
    long replicates =
        cells.stream().flatMapToInt(c -> Arrays.stream(c.replicates())).distinct().count();
    long left = degrees - replicates + Components.count(cells);
    return left > 0 ? interaction(cells, within) / left : within / degrees;
  }

  /** The sum of squares that a number for each cell and one for each replicate leave. */
  private static double interaction(List<Observations.Cell> cells, double within) {
    double[][] rest = cells.stream().map(cell -> centred(cell.values())).toArray(double[][]::new);
    int replicates =
        1 + cells.stream().mapToInt(c -> c.replicates()[c.replicates().length - 1]).max().orElse(0);
    double before = within;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      var sums = new double[replicates];
      var counts = new int[replicates];
      for (int c = 0; c < rest.length; c++) {
        int[] own = cells.get(c).replicates();
        for (int i = 0; i < own.length; i++) {
          sums[own[i]] += rest[c][i];
          counts[own[i]]++;
        }
      }
      double after = 0;
      for (int c = 0; c < rest.length; c++) {
        int[] own = cells.get(c).replicates();
        for (int i = 0; i < own.length; i++) {
          rest[c][i] -= sums[own[i]] / counts[own[i]];
        }
        rest[c] = centred(rest[c]);
        after += Arrays.stream(rest[c]).map(v -> v * v).sum();
      }
      if (before - after <= CONVERGED * before) {
        return after;
      }
      before = after;
    }
    return before;
  }

  /**
   * Replicates of each cell of this sample drawn anew, with repetition: cells with the same
   * replicates draw the same ones, for what they share is no evidence for either. A sample of n
   * varies less than what it is a sample of, by the factor (n - 1) / n, which is made up for in
   * means and squares. Deviations are from the mean of the cell, so that large values lose no
   * digits.
   */
  Sample drawn(List<Observations.Cell> cells, SplittableRandom random) {
    int most = (int) Arrays.stream(weights).max().orElse(0);
    double[] places = random.doubles(most).toArray();
    var drawnMeans = new double[means.length];
    double drawnWithin = 0;
    for (int c = 0; c < means.length; c++) {
      double[] values = cells.get(c).values();
      int n = values.length;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double deviation = values[(int) (places[i] * n)] - means[c];
        sum += deviation;
        squares += deviation * deviation;
      }
      double surplus = n == 1 ? 1 : (double) n / (n - 1);
      drawnMeans[c] = means[c] + Math.sqrt(surplus) * (sum / n);
      drawnWithin += surplus * Math.max(0, squares - sum * sum / n);
    }
    double drawnNoise = within == 0 ? 0 : noise * drawnWithin / within;
    return new Sample(drawnMeans, weights, drawnWithin, degreesWithin, drawnNoise);
  }

  /** By how much seeds alone make the cells' means vary, as a sum of squares over trials. */
  double noiseBetween() {
    return (means.length - 1) * noise;
  }

  /** Sum of squares over trials about the grand mean. */
  double total() {
    double mean = grandMean();
    double between = 0;
    for (int c = 0; c < means.length; c++) {
      between += weights[c] * (means[c] - mean) * (means[c] - mean);
    }
    return between + within;
  }

  /** Whether the trials vary by no more than the sums over them are rounded. */
  boolean isConstant() {
    double largest = Arrays.stream(means).map(Math::abs).max().orElse(0);
    double rounding = ROUNDING * largest;
    return total() <= Arrays.stream(weights).sum() * rounding * rounding;
  }

  /** The cells' means less the grand mean. */
  double[] deviations() {
    double mean = grandMean();
    return Arrays.stream(means).map(m -> m - mean).toArray();
  }

  private double grandMean() {
    double trials = Arrays.stream(weights).sum();
    double mean = 0;
    for (int c = 0; c < means.length; c++) {
      mean += weights[c] * means[c] / trials;
    }
    return mean;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double[] centred(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }

  /** Sum of squares about the mean. */
  private static double squares(double[] values) {
    return Arrays.stream(centred(values)).map(v -> v * v).sum();
  }
}
