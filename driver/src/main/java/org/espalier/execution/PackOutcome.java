package org.espalier.execution;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver is told of a pack when its task ends.
 *
 * @param index of the pack
 * @param trials those that are committed, by this attempt or one before it
 * @param host where it ran
 * @param error why nothing could be written, empty if nothing went wrong
 */
record PackOutcome(int index, List<TrialOutcome> trials, String host, String error)
    implements Serializable {

  /** At a pack, before what keeps its trials from being stored ends the run. */
  private static final int ATTEMPTS = 3;

  /**
   * Whether an executor should leave the pack to another attempt: what it could not write may be
   * the fault of its node alone, such as a full disk.
   *
   * @param attempt which one this was, from 0
   */
  boolean isForAnotherAttempt(int attempt) {
    return !error.isEmpty() && attempt < ATTEMPTS - 1;
  }
}
