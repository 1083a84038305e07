package org.espalier.task;

import java.util.Arrays;

/**
 * Draws rows from a Dirichlet distribution: independent Gamma(alpha_s) variates over their sum.
 * They come as logarithms, so that even where each of them underflows (alpha = 0.01) the row does
 * not.
 */
final class DirichletRows extends RowSampler {

  private final TransitionLoops arithmetic;
  private final int vocab;
  private final int size;

  /** [S], the same one for equal parameters. */
  private final LogGamma[] gammas;

  private final boolean symmetric;
  private final long[] words;

  /** [rows,S] logarithms of the entries of one lane, up to a constant for each row. */
  private final double[] logs;

  /**
   * [L] the generator as it was before each lane was drawn, for the rare one to be looked at again.
   */
  private final Xoshiro256[] starts;

  private final Xoshiro256 replayed = new Xoshiro256(0);

  /**
   * A sampler.
   *
   * @param alphas [S] the parameters of a row
   */
  DirichletRows(double[] alphas, int rows, int lanes, TransitionLoops arithmetic) {
    super(alphas.length);
    this.arithmetic = arithmetic;
    vocab = alphas.length;
    size = rows * vocab;
    words = new long[size];
    logs = new double[size];
    starts = new Xoshiro256[lanes];
    Arrays.setAll(starts, l -> new Xoshiro256(0));
    gammas = new LogGamma[vocab];
    Arrays.setAll(gammas, s -> LogGamma.of(alphas[s]));
    symmetric = Arrays.stream(alphas).allMatch(alpha -> alpha == alphas[0]);
  }

  @Override
  void draw(double[][] rows, int lane, Xoshiro256 random) {
    starts[lane].copyFrom(random);
    random.fill(words, size);
    if (symmetric) {
      gammas[0].fill(words, rows, lane, random);
    } else {
      for (int i = 0; i < size; i++) {
        rows[i][lane] = gammas[i % vocab].sample(words[i], random);
      }
    }
  }

  @Override
  void exponentiate(double[][] rows) {
    arithmetic.exp(rows);
  }

  /** Draws the logarithms of the rows of a lane once more, into {@code logs}. */
  private void replay(int lane) {
    replayed.copyFrom(starts[lane]);
    replayed.fill(words, size);
    for (int i = 0; i < size; i++) {
      logs[i] = gammas[i % vocab].sample(words[i], replayed);
    }
  }

  @Override
  double rescue(double[][] rows, int row, int lane) {
    replay(lane);
    int from = row * vocab;
    double most = greatest(from);
    double sum = 0;
    for (int s = 0; s < vocab; s++) {
      double log = logs[from + s] - most;
      double value = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
      rows[from + s][lane] = value;
      sum += value;
    }
    return sum;
  }

  @Override
  double[] logarithms(double[][] rows, int lane) {
    replay(lane);
    for (int row = 0; row < size; row += vocab) {
      double most = greatest(row);
      double sum = 0;
      for (int s = row; s < row + vocab; s++) {
        sum += StrictMath.exp(logs[s] - most);
      }
      double logSum = most + StrictMath.log(sum);
      for (int s = row; s < row + vocab; s++) {
        logs[s] -= logSum;
      }
    }
    return logs;
  }

  private double greatest(int from) {
    double most = logs[from];
    for (int s = 1; s < vocab; s++) {
      most = Math.max(most, logs[from + s]);
    }
    return most;
  }
}
