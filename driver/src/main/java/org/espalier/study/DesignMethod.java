package org.espalier.study;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.util.MathArrays;

/** How points are spread over the unit cube. The same seed gives the same points on any machine. */
public enum DesignMethod {
  /**
   * The first points of Sobol's sequence (direction numbers of Joe and Kuo 2008), each coordinate
   * shifted by random bits, which keeps the sequence's even spread: any 2<sup>k</sup> of the first
   * points have one in each of as many equal slices of each axis.
   */
  SOBOL(true) {
    @Override
    double[][] draw(int count, int dimensions, RandomGenerator random) {
      var sequence = new SobolSequenceGenerator(dimensions);
      long[] shift = new long[dimensions];
      Arrays.setAll(shift, d -> random.nextLong() >>> (Long.SIZE - SOBOL_BITS));
      var points = new double[count][dimensions];
      for (double[] point : points) {
        double[] next = sequence.nextVector();
        for (int d = 0; d < dimensions; d++) {
          point[d] = ((long) (next[d] * SOBOL_SCALE) ^ shift[d]) / SOBOL_SCALE;
        }
      }
      return points;
    }
  },

  /**
   * A Latin hypercube (McKay, Beckman and Conover 1979): n points of which each lies in another of
   * n equal slices of each axis, at a random place within it.
   */
  LATIN_HYPERCUBE(false) {
    @Override
    double[][] draw(int count, int dimensions, RandomGenerator random) {
      var points = new double[count][dimensions];
      for (int d = 0; d < dimensions; d++) {
        int[] slices = MathArrays.natural(count);
        MathArrays.shuffle(slices, random);
        for (int i = 0; i < count; i++) {
          points[i][d] = (slices[i] + random.nextDouble()) / count;
        }
      }
      return points;
    }
  },

  /** Independent points, uniform over the cube. */
  UNIFORM(true) {
    @Override
    double[][] draw(int count, int dimensions, RandomGenerator random) {
      var points = new double[count][dimensions];
      for (double[] point : points) {
        Arrays.setAll(point, d -> random.nextDouble());
      }
      return points;
    }
  };

  /** More than there are direction numbers for. */
  public static final int MOST_DIMENSIONS = 1000;

  private static final int SOBOL_BITS = 52;
  private static final double SOBOL_SCALE = 0x1p52;

  private final boolean isNested;

  DesignMethod(boolean isNested) {
    this.isNested = isNested;
  }

  /** Whether fewer points are the first of more. */
  public boolean isNested() {
    return isNested;
  }

  /**
   * The points.
   *
   * @param count n, at least 1
   * @param dimensions d, in 1..{@value #MOST_DIMENSIONS}
   * @param seed of the random numbers
   * @return [n][d], each in [0, 1)
   */
  public double[][] points(int count, int dimensions, long seed) {
    return draw(count, dimensions, new Well19937c(seed));
  }

  abstract double[][] draw(int count, int dimensions, RandomGenerator random);

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
