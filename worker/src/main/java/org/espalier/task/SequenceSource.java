package org.espalier.task;

/** Where batches of sequences come from: drawn afresh, or from a fixed data set. */
public sealed interface SequenceSource permits SequenceSampler {

  /**
   * Fills a batch with the next sequences of this source. Two batches of B in a row hold the same
   * sequences as one batch of 2B.
   *
   * @throws IllegalArgumentException if the batch has another length or vocabulary than the source
   */
  void draw(SequenceBatch into);
}
