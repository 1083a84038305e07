package org.espalier.task;

import java.util.function.Supplier;
import org.espalier.simd.VectorApi;

/**
 * The inner loops of a {@link TransitionTile}: arithmetic on the same entry of many transition
 * matrices, side by side. An entry of all L matrices is an array {@code [L]}, a matrix {@code
 * [S*S][L]}.
 *
 * <p>Two implementations, chosen at start-up: plain Java, and the Vector API where Java was started
 * with it. Both round each operation by itself and in the same order, so they give the same bits.
 */
public interface TransitionLoops {

  /** The fastest implementation that this Java offers; one for each tile. */
  static TransitionLoops fastest() {
    return Fastest.LOOPS.get();
  }

  /** The length of a row of running sums: S rounded up to a power of two. */
  static int stride(int vocab) {
    return Integer.highestOneBit(vocab - 1) << 1;
  }

  /** a <- e^a as {@link FastExp} has it, 0 up to {@link FastExp#LOWEST}. */
  void exp(double[][] a);

  /** sum <- a_from + ... + a_{from+n-1}, from the left. */
  void sum(double[][] a, int from, int n, double[] sum);

  /** to <- 1 / a. */
  void invert(double[] a, double[] to);

  /** a <- a b. */
  void multiply(double[] a, double[] b);

  /** a_i <- a_i b, and a copy of it, for n entries {@code from} on. */
  void multiply(double[][] a, int from, int n, double[] b, double[][] copy);

  /** a_{to+i} <- a_{to+i} + factor a_{from+i} for i < n: a row of each matrix onto another. */
  void addScaled(double[][] a, int to, int from, int n, double[] factor);

  /** sum <- sum_i weights_i a_{from + i stride} for i < n, from the left. */
  void weightedSum(double[][] weights, double[][] a, int from, int stride, int n, double[] sum);

  /**
   * Running sums of n entries: {@code to[at + i L + l]} <- a_from[l] + ... + a_{from+i}[l].
   *
   * @param total [L], work space
   */
  void runningSums(double[][] a, int from, int n, double[] total, double[] to, int at);

  /**
   * Draws a symbol for each of the first {@code filled} lanes: the number of running sums of a row
   * that u exceeds.
   *
   * <p>A binary search by sign bits, with no branch that could be mispredicted: the steps taken
   * depend on S alone.
   *
   * @param rows the row of each lane
   * @param tokens filled
   */
  void search(RunningSums sums, Symbols rows, Uniforms u, Symbols tokens, int filled);
}

/** The choice, made once. */
final class Fastest {
  static final Supplier<TransitionLoops> LOOPS =
      VectorApi.prefer(
          TransitionLoops.class,
          "org.espalier.task.vector.VectorTransitionLoops",
          ScalarTransitionLoops::new);

  private Fastest() {}
}
