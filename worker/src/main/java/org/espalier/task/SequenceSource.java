package org.espalier.task;

/** Where batches of sequences come from: drawn afresh, or from a fixed data set. */
public sealed interface SequenceSource permits SequenceSampler, FixedSequences {

  /**
   * Fills a batch with the next sequences of this source. Two batches of B in a row hold the same
   * sequences as one batch of 2B.
   *
   * @throws IllegalArgumentException if the batch has another length or vocabulary than the source
   */
  void draw(SequenceBatch into);

  /** Where this source stands: one that is {@linkplain #restore restored} goes on from there. */
  SourceState state();

  /**
   * Goes to where a source of the same task and seed stood.
   *
   * @throws IllegalArgumentException if the state is of another kind or size of source
   */
  void restore(SourceState state);

  /**
   * The training sequences of a task: fresh ones for ever, or {@code task.samples()} of them,
   * shuffled and reused. The fixed ones are the first that the fresh source would have drawn.
   *
   * @param like a batch with targets at as many positions as they are to have
   */
  static SequenceSource training(SequenceProcess process, long seed, SequenceBatch like) {
    var sampler = new SequenceSampler(process, seed);
    int samples = process.task().samples();
    return samples == 0 ? sampler : new FixedSequences(sampler, like.like(samples), ~seed);
  }
}
