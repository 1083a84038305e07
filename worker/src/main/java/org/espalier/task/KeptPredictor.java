package org.espalier.task;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A predictor of sequences that stay the same: what it predicts for them is worked out once, when
 * it is made, and kept. It predicts as the other does, bit for bit.
 */
public final class KeptPredictor implements Predictor {

  /** Most bytes of the predictions that a trial keeps: 64 MB. */
  public static final long MOST_BYTES = 64L << 20;

  private final Predictor predictor;
  private final IdentityHashMap<SequenceBatch, double[]> kept = new IdentityHashMap<>(); // [B,P,S]

  private KeptPredictor(Predictor predictor, List<SequenceBatch> batches) {
    this.predictor = predictor;
    for (SequenceBatch batch : batches) {
      int numbers = numbers(batch);
      double[] f = new double[numbers];
      double[] all = new double[batch.size() * numbers];
      for (int b = 0; b < batch.size(); b++) {
        predictor.predict(batch, b, f);
        System.arraycopy(f, 0, all, b * numbers, numbers);
      }
      kept.put(batch, all);
    }
  }

  /**
   * The predictors in their order, the first ones kept as far as {@link #MOST_BYTES} go. The others
   * predict anew whenever they are asked.
   *
   * @param batches for which all of them will be asked again
   */
  public static List<Predictor> of(List<Predictor> predictors, List<SequenceBatch> batches) {
    return of(predictors, batches, MOST_BYTES);
  }

  /** The same with another limit. */
  static List<Predictor> of(
      List<Predictor> predictors, List<SequenceBatch> batches, long mostBytes) {
    long each = batches.stream().mapToLong(KeptPredictor::bytes).sum();
    var all = new ArrayList<Predictor>();
    for (Predictor predictor : predictors) {
      boolean fits = (all.size() + 1) * each <= mostBytes;
      all.add(fits ? new KeptPredictor(predictor, batches) : predictor);
    }
    return all;
  }

  /** Of predictions for a batch. */
  private static long bytes(SequenceBatch batch) {
    return (long) Double.BYTES * batch.size() * numbers(batch);
  }

  /** Of a sequence's predictions. */
  private static int numbers(SequenceBatch batch) {
    return batch.targetPositions() * batch.vocab();
  }

  @Override
  public String name() {
    return predictor.name();
  }

  @Override
  public void predict(SequenceBatch batch, int b, double[] f) {
    double[] all = kept.get(batch);
    if (all == null) {
      predictor.predict(batch, b, f);
    } else {
      System.arraycopy(all, b * numbers(batch), f, 0, numbers(batch));
    }
  }
}
