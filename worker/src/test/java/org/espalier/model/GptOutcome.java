package org.espalier.model;

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

  /** A kernel for batches like this one. */
  static GradientEngine kernel(Gpt model, SequenceBatch batch, TileLoops loops) {
    var loss = batch.targetPositions() == 1 ? LossPositions.LAST : LossPositions.ALL;
    return GptNetwork.kernel(model, batch.vocab(), batch.length(), batch.size(), loss, loops);
  }
}
