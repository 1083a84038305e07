package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** The tokens of the sequences that a {@link TileModel} runs on at a time. */
interface LoadedTokens {

  /** How many sequences. */
  int sequences();

  /** S. */
  int vocab();

  /** T. */
  int length();

  /** Takes the sequences {@code first}, {@code first} + 1, .. of a batch, as far as there are. */
  void load(SequenceBatch batch, int first);
}
