package org.espalier.task;

import java.util.Arrays;
import java.util.List;

/**
 * Mean losses of predictors that need no training, in nats: cross-entropy -sum_s' target(s') ln
 * f(s'), averaged over sequences, and over positions where there are targets at all of them.
 *
 * @param transitionPosterior f of {@link TransitionPosterior}
 * @param entropy f = target: what no predictor can beat
 * @param uniform f = 1/S: always ln S
 * @param unigram f(s') = (n_s' + 1/S) / (T - 1 + 1), n the counts of the T-1 context tokens
 *     (positions 0..T-2): the tokens' frequencies in the context, with one pseudo-token spread
 *     evenly so that none has probability 0. With targets at all positions n are the counts of the
 *     tokens so far.
 * @param posteriorError standard error of {@code transitionPosterior}: standard deviation over
 *     sequences (n in the denominator) divided by the root of their number n
 */
public record Baselines(
    double transitionPosterior,
    double entropy,
    double uniform,
    double unigram,
    double posteriorError) {

  /** The means over a batch with targets at the last position. */
  public static Baselines of(SequenceBatch batch, TransitionPosterior posterior) {
    return of(batch, TransitionPosteriors.of(List.of(posterior), batch.vocab()));
  }

  /**
   * The means over a batch.
   *
   * @param posterior the transition posterior at each position that has a target
   */
  public static Baselines of(SequenceBatch batch, Predictor posterior) {
    int positions = batch.targetPositions();
    int vocab = batch.vocab();
    int[] counts = new int[vocab];
    double[] predictions = new double[positions * vocab];
    double[] prediction = new double[vocab];
    double sumPosterior = 0;
    double sumSquares = 0;
    double sumEntropy = 0;
    double sumUnigram = 0;
    for (int b = 0; b < batch.size(); b++) {
      double sum = 0;
      posterior.predict(batch, b, predictions);
      for (int p = 0; p < positions; p++) {
        int position = batch.length() - positions + p;
        System.arraycopy(predictions, p * vocab, prediction, 0, vocab);
        sum += crossEntropy(batch, b, position, prediction);
        unigram(batch, b, positions == 1 ? position : position + 1, counts, prediction);
        sumUnigram += crossEntropy(batch, b, position, prediction) / positions;
        sumEntropy += entropy(batch, b, position) / positions;
      }
      double loss = sum / positions;
      sumPosterior += loss;
      sumSquares += loss * loss;
    }
    int n = batch.size();
    double mean = sumPosterior / n;
    return new Baselines(
        mean, sumEntropy / n, Math.log(vocab), sumUnigram / n, error(mean, sumSquares / n, n));
  }

  /** The mean of the posterior's squared losses over the n sequences. */
  public double posteriorSquare(int n) {
    return n * posteriorError * posteriorError + transitionPosterior * transitionPosterior;
  }

  /** The standard error of a mean over n values whose squares have a mean. */
  public static double error(double mean, double square, int n) {
    return Math.sqrt(Math.max(0, square - mean * mean) / n);
  }

  private static void unigram(
      SequenceBatch batch, int b, int context, int[] counts, double[] prediction) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < context; i++) {
      counts[batch.token(b, i)]++;
    }
    for (int s = 0; s < counts.length; s++) {
      prediction[s] = (counts[s] + 1.0 / counts.length) / (context + 1);
    }
  }

  private static double crossEntropy(
      SequenceBatch batch, int b, int position, double[] prediction) {
    double sum = 0;
    for (int s = 0; s < prediction.length; s++) {
      sum += CrossEntropy.term(batch.target(b, position, s), prediction[s]);
    }
    return sum;
  }

  private static double entropy(SequenceBatch batch, int b, int position) {
    double sum = 0;
    for (int s = 0; s < batch.vocab(); s++) {
      double p = batch.target(b, position, s);
      sum += CrossEntropy.term(p, p);
    }
    return sum;
  }
}
