package org.espalier.scan;

import java.io.Serializable;
import org.espalier.plan.StoredTrial;
import org.espalier.trial.TrialStatus;

/**
 * What tells the row of a trial from that of the same trial trained again, which at least takes
 * another time.
 *
 * @param status how it ended
 * @param steps gradient steps done
 * @param seconds from its start to its end
 */
record Attempt(TrialStatus status, int steps, double seconds) implements Serializable {
  static Attempt of(StoredTrial trial) {
    return new Attempt(trial.status(), trial.steps(), trial.seconds());
  }
}
