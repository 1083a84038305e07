package org.espalier.task;

/**
 * Predicts next tokens from the tokens before them, without training. Not for several threads at
 * once.
 */
public interface Predictor {

  /** Its name in the table {@code predictors}. */
  String name();

  /**
   * Predicts for one sequence of a batch.
   *
   * @param f [P,S] filled with a distribution for each of the batch's P positions that have a
   *     target, in their order
   */
  void predict(SequenceBatch batch, int b, double[] f);
}
