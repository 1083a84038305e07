package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** A model on one tile of sequences after another: what {@link TileKernel} runs. */
interface TileModel {

  /** Makes ready for a step with the numbers that the parameters have now; forgets the gradient. */
  void prepare();

  /**
   * Computes the output distribution of the sequences from {@code first} on, whose tokens the tile
   * holds.
   *
   * @return the sum of their losses, each the mean over the positions that count
   */
  double forward(SequenceBatch batch, int first);

  /** The first position whose prediction counts: T - 1 where only the last one's does. */
  int firstPrediction();

  /** [S, WIDTH] the output distribution f of the tile at a position. */
  Rows distribution(int position);

  /** Adds the tile's gradient of the mean loss over {@code size} sequences and the positions. */
  void backward(int size);

  /** Writes the gradient, all of it. */
  void writeGradient(float[] gradient);
}
