package org.espalier.rival;

import java.util.Arrays;
import org.espalier.task.TransitionPrior;

/**
 * The distribution of the next symbol of a row of a transition matrix given how often each symbol
 * was drawn from it, the row itself integrated out.
 *
 * <p>The product of these predictions over the symbols of a row, in any order, is the evidence of
 * the row: for a Dirichlet(a) row with counts n_t it is Gamma(A) / Gamma(A + n) prod_t Gamma(a_t +
 * n_t) / Gamma(a_t), A = sum_t a_t.
 */
sealed interface RowEvidence {

  /**
   * ln P(next = symbol | counts).
   *
   * @param counts from {@code at} on the counts of the S symbols, then their sum
   */
  double logPrediction(short[] counts, int at, int symbol);

  /**
   * The predictions of a prior.
   *
   * @param most the greatest count there will be
   */
  static RowEvidence of(TransitionPrior prior, int vocab, int most) {
    return prior
        .dirichlet(vocab)
        .<RowEvidence>map(alphas -> new Dirichlet(alphas, most))
        .orElseGet(
            () ->
                prior.hasIndependentRows()
                    ? new PosteriorMean(prior, vocab)
                    : new MatrixMean(prior, vocab));
  }

  /** The predictions of a symmetric Dirichlet distribution. */
  static RowEvidence dirichlet(double alpha, int vocab, int most) {
    double[] alphas = new double[vocab];
    Arrays.fill(alphas, alpha);
    return new Dirichlet(alphas, most);
  }

  /** (n_t + a_t) / (n + A), from tables of logarithms. */
  final class Dirichlet implements RowEvidence {
    private final double[][] logs; // [S][count]
    private final double[] logTotals; // [count]
    private final int vocab;

    Dirichlet(double[] alphas, int most) {
      vocab = alphas.length;
      logs = new double[vocab][];
      Arrays.setAll(logs, s -> logsFrom(alphas[s], most));
      logTotals = logsFrom(Arrays.stream(alphas).sum(), most);
    }

    private static double[] logsFrom(double first, int most) {
      double[] logs = new double[most + 1];
      Arrays.setAll(logs, n -> Math.log(first + n));
      return logs;
    }

    @Override
    public double logPrediction(short[] counts, int at, int symbol) {
      return logs[symbol][counts[at + symbol]] - logTotals[counts[at + vocab]];
    }
  }

  /** A distribution that is known. */
  record Known(double logProbability) implements RowEvidence {
    @Override
    public double logPrediction(short[] counts, int at, int symbol) {
      return logProbability;
    }
  }

  /** Whatever the prior of independent rows, a row's posterior mean is the prediction. */
  final class PosteriorMean implements RowEvidence {
    private final TransitionPrior prior;
    private final int[] symbols; // [S]
    private final double[] mean; // [S]

    PosteriorMean(TransitionPrior prior, int vocab) {
      this.prior = prior;
      symbols = new int[vocab];
      mean = new double[vocab];
    }

    @Override
    public double logPrediction(short[] counts, int at, int symbol) {
      for (int s = 0; s < symbols.length; s++) {
        symbols[s] = counts[at + s];
      }
      prior.posteriorMean(symbols, 0, mean);
      return Math.log(mean[symbol]);
    }
  }

  /**
   * The same where rows depend on one another, so that all of a sequence's tell of each. It finds
   * the others by the layout of {@link TransitionCounts} for single parents.
   */
  final class MatrixMean implements RowEvidence {
    private final TransitionPrior prior;
    private final int vocab;
    private final int[] symbols; // [S,S]
    private final double[] mean; // [S]

    MatrixMean(TransitionPrior prior, int vocab) {
      this.prior = prior;
      this.vocab = vocab;
      symbols = new int[vocab * vocab];
      mean = new double[vocab];
    }

    @Override
    public double logPrediction(short[] counts, int at, int symbol) {
      int rowLength = vocab + 1;
      int row = at / rowLength % rowLength - 1; // behind the roots'
      int first = at - row * rowLength;
      for (int r = 0; r < vocab; r++) {
        for (int s = 0; s < vocab; s++) {
          symbols[r * vocab + s] = counts[first + r * rowLength + s];
        }
      }
      prior.posteriorMean(symbols, row, mean);
      return Math.log(mean[symbol]);
    }
  }
}
