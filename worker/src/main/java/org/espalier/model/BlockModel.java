package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** A model on one block of sequences after another: what {@link BlockKernel} runs. */
interface BlockModel {

  /** Makes ready for a step with these parameters, and forgets the gradient. */
  void prepare(float[] parameters);

  /**
   * Computes the output law of the sequences from {@code first} on, whose tokens the block holds.
   *
   * @return the sum of their losses
   */
  double forward(SequenceBatch batch, int first);

  /** [S, WIDTH] the output law f of the block. */
  float[] law();

  /** Adds the block's gradient of the mean loss over {@code size} sequences. */
  void backward(int size);

  /** Writes the gradient, all of it. */
  void writeGradient(float[] gradient);
}
