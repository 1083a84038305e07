package org.espalier.task;

/** How the sequences of one kind of task are drawn; see {@link SequenceSampler}. */
sealed interface Drawing permits ForestDrawing, DagDrawing {

  /** Fills a batch of the right length and vocabulary with the next sequences. */
  void draw(SequenceBatch into, Xoshiro256 random);
}
