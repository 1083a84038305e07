package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  /** Two sequences with targets (1, 0) and (.25, .75). */
  private static final SequenceBatch BATCH =
      new SequenceBatch(2, 3, 2, new int[6], new float[] {1, .25f, 0, .75f});

  /** Predicts the targets themselves. */
  private static final class Oracle implements Predictor {
    @Override
    public String name() {
      return "oracle";
    }

    @Override
    public void predict(SequenceBatch batch, int b, double[] f) {
      for (int s = 0; s < f.length; s++) {
        f[s] = batch.target(b, s);
      }
    }
  }

  @Test
  void aSymbolThatNeverFollowsMayHaveProbabilityZero() {
    double expected = -(.25 * Math.log(.25) + .75 * Math.log(.75)) / 2;
    Baselines baselines = Baselines.of(BATCH, new Oracle());
    assertThat(baselines.transitionPosterior()).isCloseTo(expected, within(1e-15));
    assertThat(baselines.entropy()).isCloseTo(expected, within(1e-15));
    assertThat(PredictorLoss.of(new Oracle(), List.of(BATCH))).isCloseTo(expected, within(1e-15));
  }

  @Test
  void aSymbolThatFollowsMustNot() {
    assertThat(CrossEntropy.term(0.1, 0)).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
