package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What a kernel of a disentangled model computes: the loss, [S,B] probabilities, the gradient. */
record KernelOutcome(double loss, double lossAlone, float[] probabilities, float[] gradient) {

  /** Of an engine, which is closed. */
  static KernelOutcome of(SequenceBatch batch, double[] parameters, GradientEngine engine) {
    try (engine) {
      var flat = Nd4j.createFromArray(parameters).castTo(DataType.FLOAT);
      var gradient = Nd4j.create(DataType.FLOAT, parameters.length);
      float[] probabilities = new float[batch.targets().length];
      double loss = engine.lossAndGradient(batch, flat, gradient);
      engine.probabilities(batch, flat, probabilities);
      return new KernelOutcome(
          loss, engine.loss(batch, flat), probabilities, gradient.toFloatVector());
    }
  }

  /** Requires 1e-5 of the loss and the probabilities, 2e-5 of the gradient's largest entry. */
  void assertClose(double expectedLoss, double[] expectedProbabilities, double[] expectedGradient) {
    assertThat(loss).isCloseTo(expectedLoss, within(1e-5 * Math.max(1, expectedLoss)));
    assertThat(lossAlone).isEqualTo(loss);
    assertThat(largestDifference(probabilities, expectedProbabilities)).isLessThan(1e-5);
    double largest = Arrays.stream(expectedGradient).map(Math::abs).max().orElseThrow();
    assertThat(largestDifference(gradient, expectedGradient) / largest).isLessThan(2e-5);
  }

  private static double largestDifference(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }

  /** Requires the same bits. */
  void assertIdentical(KernelOutcome expected) {
    assertThat(loss).isEqualTo(expected.loss);
    assertThat(probabilities).isEqualTo(expected.probabilities);
    assertThat(gradient).isEqualTo(expected.gradient);
  }
}
