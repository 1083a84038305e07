package org.espalier.rival;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
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
    if (prior instanceof TransitionPrior.Dirichlet dirichlet) {
      return dirichlet(dirichlet.alpha(), vocab, most);
    }
    if (prior instanceof TransitionPrior.Uniform) {
      return dirichlet(1, vocab, most);
    }
    if (prior instanceof TransitionPrior.Asymmetric asymmetric) {
      return new Dirichlet(asymmetric.alphas(), most);
    }
    return new PosteriorMean(prior, vocab);
  }

  /** The predictions of a symmetric Dirichlet distribution. */
  static RowEvidence dirichlet(double alpha, int vocab, int most) {
    return new Dirichlet(DoubleStream.generate(() -> alpha).limit(vocab).boxed().toList(), most);
  }

  /** (n_t + a_t) / (n + A), from tables of logarithms. */
  final class Dirichlet implements RowEvidence {
    private final double[][] logs; // [S][count]
    private final double[] logTotals; // [count]
    private final int vocab;

    Dirichlet(List<Double> alphas, int most) {
      vocab = alphas.size();
      logs = new double[vocab][];
      Arrays.setAll(logs, s -> logsFrom(alphas.get(s), most));
      logTotals = logsFrom(alphas.stream().mapToDouble(Double::doubleValue).sum(), most);
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

  /** Whatever the prior of a row, its posterior mean is the prediction. */
  final class PosteriorMean implements RowEvidence {
    private final TransitionPrior prior;
    private final int[] symbols;
    private final double[] mean;

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
      prior.posteriorMean(symbols, mean);
      return Math.log(mean[symbol]);
    }
  }
}
