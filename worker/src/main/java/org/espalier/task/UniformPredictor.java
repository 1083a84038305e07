package org.espalier.task;

import java.util.Arrays;

/** f(s) = 1/S: what a model predicts that has learnt nothing yet. */
public final class UniformPredictor implements Predictor {

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public void predict(SequenceBatch batch, int b, double[] f) {
    Arrays.fill(f, 1.0 / batch.vocab());
  }
}
