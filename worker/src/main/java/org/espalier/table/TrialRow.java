package org.espalier.table;

import org.espalier.trial.TrialId;
import org.espalier.trial.TrialResult;

/**
 * A trial that has ended, and where it belongs.
 *
 * @param sweep name of the sweep
 * @param id of the trial
 * @param result what came out
 * @param provenance what it ran on
 */
public record TrialRow(String sweep, TrialId id, TrialResult result, Provenance provenance) {

  /** A row of a result; its id is that of the result's specification. */
  public static TrialRow of(String sweep, TrialResult result, Provenance provenance) {
    return new TrialRow(sweep, result.spec().id(), result, provenance);
  }
}
