package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All that a kernel of {@link Gpt} computes from a batch.
 *
 * @param loss as it is computed beside the gradient
 * @param lossAlone as it is computed without
 * @param probabilities [P,S,B]
 * @param gradient in the model's layout
 */
record GptOutcome(double loss, double lossAlone, float[] probabilities, float[] gradient) {

  /** Of a new kernel. */
  static GptOutcome of(Gpt model, SequenceBatch batch, float[] parameters, TileLoops loops) {
    try (var kernel = kernel(model, batch, loops)) {
      return of(kernel, batch, parameters);
    }
  }

  /** Of a kernel that is there. */
  static GptOutcome of(GradientEngine kernel, SequenceBatch batch, float[] parameters) {
    INDArray flat = Nd4j.createFromArray(parameters);
    INDArray gradient = Nd4j.create(DataType.FLOAT, parameters.length);
    float[] probabilities = new float[batch.targets().length];
    double loss = kernel.lossAndGradient(batch, flat, gradient);
    kernel.probabilities(batch, flat, probabilities);
    return new GptOutcome(loss, kernel.loss(batch, flat), probabilities, gradient.toFloatVector());
  }

  /** Parameters to run it with, normal with a standard deviation of 1/2. */
  static float[] parameters(Gpt model, int vocab, int length, long seed) {
    return Examples.floats(Examples.normals(model.layout(vocab, length).size(), 0.5, seed));
  }

  /** A kernel for batches like this one. */
  static GradientEngine kernel(Gpt model, SequenceBatch batch, TileLoops loops) {
    var loss = batch.targetPositions() == 1 ? LossPositions.LAST : LossPositions.ALL;
    return GptNetwork.kernel(model, batch.vocab(), batch.length(), batch.size(), loss, loops);
  }

  /** Asserts that it is what the independent implementation computed. */
  void assertAgrees(GptGoldenFile golden) {
    assertThat(loss).isCloseTo(golden.loss(), within(1e-5 * golden.loss()));
    assertThat(lossAlone).isEqualTo(loss);
    double[] expected = golden.probabilities();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) probabilities[i]).isCloseTo(expected[i], within(1e-5));
    }
    double[] all = Examples.doubles(gradient);
    GradientComparison.assertClose(all, golden.gradient(), 1e-5);
    var layout = golden.model().layout(golden.batch().vocab(), golden.batch().length());
    GradientComparison.assertClose(layout, all, golden.gradient(), 5e-5);
  }

  /** Asserts that the loss is the definition's, and that entries of the gradient are its slopes. */
  void assertAgrees(GptReference definition, float[] parameters) {
    double[] inDouble = Examples.doubles(parameters);
    assertThat(loss).isCloseTo(definition.loss(inDouble), within(1e-5));
    double largest = 0;
    for (float entry : gradient) {
      largest = Math.max(largest, Math.abs(entry));
    }
    int every = Math.max(1, parameters.length / 25);
    for (int e = 0; e < parameters.length; e += every) {
      assertThat((double) gradient[e])
          .as("entry %d, %d positions predict", e, definition.positions())
          .isCloseTo(definition.slope(inDouble, e), within(2e-5 * largest));
    }
  }

  /** Asserts that it is the same to the last bit. */
  void assertIdentical(GptOutcome expected) {
    assertThat(loss).isEqualTo(expected.loss);
    assertThat(probabilities).isEqualTo(expected.probabilities);
    assertThat(gradient).isEqualTo(expected.gradient);
  }
}
