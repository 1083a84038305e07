package org.espalier.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Predicts from how often each symbol has followed the last m symbols in the sequence so far:
 *
 * <pre>f(s) = (n(last m symbols -> s) + a_s) / (n(last m symbols) + sum_s a_s)</pre>
 *
 * <p>m = 0 are the frequencies of all tokens (unigram), m = 1 those after the last one (bigram).
 * With a delay d the m symbols are those at distances d+1 to d+m from the token that is predicted.
 * Where there are not so many before it, nothing is counted and a alone is left.
 */
public final class NGram implements Predictor {

  /** Pseudo-counts among which the best is looked for. */
  static final List<Double> GRID =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0);

  private final String name;
  private final int vocab;
  private final int order;
  private final int reach; // distance of the earliest symbol of a context
  private final BiConsumer<int[], double[]> smoothing;
  private final int[] counts; // [S^m,S]
  private final int[] row; // [S]
  private final double[] mean; // [S]

  private NGram(
      String name, int vocab, int order, int delay, BiConsumer<int[], double[]> smoothing) {
    this.name = name;
    this.vocab = vocab;
    this.order = order;
    this.reach = order == 0 ? 0 : order + delay;
    this.smoothing = smoothing;
    counts = new int[Math.toIntExact(Math.round(Math.pow(vocab, order + 1)))];
    row = new int[vocab];
    mean = new double[vocab];
  }

  /** With the prior of the transition distribution: the row's posterior mean given the counts. */
  public static NGram of(int order, int delay, int vocab, TransitionPrior prior) {
    return new NGram(
        name(order), vocab, order, delay, (row, mean) -> prior.posteriorMean(row, 0, mean));
  }

  /** With a pseudo-count a for every symbol. */
  static NGram of(int order, int delay, int vocab, double a) {
    return new NGram(
        name(order) + "-tuned",
        vocab,
        order,
        delay,
        (row, mean) -> {
          double total = Arrays.stream(row).sum() + vocab * a;
          Arrays.setAll(mean, s -> (row[s] + a) / total);
        });
  }

  /**
   * With the pseudo-count of a grid from 0.01 to 50 whose loss on some sequences is least. Of a
   * chain of higher order the lower ones have no Dirichlet prior, so that its parameter need not be
   * the best.
   */
  public static NGram tuned(int order, int delay, int vocab, List<SequenceBatch> batches) {
    NGram best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double a : GRID) {
      NGram candidate = of(order, delay, vocab, a);
      double loss = PredictorLoss.of(candidate, batches);
      if (best == null || loss < least) {
        best = candidate;
        least = loss;
      }
    }
    return best;
  }

  /** {@code order-0} for m = 0. */
  public static String name(int order) {
    return String.format(Locale.ROOT, "order-%d", order);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void predict(SequenceBatch batch, int b, double[] f) {
    int length = batch.length();
    int first = length - batch.targetPositions();
    for (int i = 0; i < length; i++) {
      if (i >= reach) {
        counts[context(batch, b, i) + batch.token(b, i)]++;
      }
      if (i >= first) {
        predict(batch, b, i, f, (i - first) * vocab);
      }
    }
    for (int i = reach; i < length; i++) {
      counts[context(batch, b, i) + batch.token(b, i)] = 0;
    }
  }

  private void predict(SequenceBatch batch, int b, int position, double[] f, int at) {
    if (position + 1 >= reach) {
      System.arraycopy(counts, context(batch, b, position + 1), row, 0, vocab);
    } else {
      Arrays.fill(row, 0);
    }
    smoothing.accept(row, mean);
    System.arraycopy(mean, 0, f, at, vocab);
  }

  /** Where the counts begin of the context of the token at a position. */
  private int context(SequenceBatch batch, int b, int position) {
    int index = 0;
    for (int m = 0; m < order; m++) {
      index = index * vocab + batch.token(b, position - reach + m);
    }
    return index * vocab;
  }
}
