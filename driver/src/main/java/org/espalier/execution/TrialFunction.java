package org.espalier.execution;

import java.io.Serializable;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialSpec;

/** What runs a trial on an executor. */
@FunctionalInterface
public interface TrialFunction extends Serializable {

  /**
   * Runs a trial.
   *
   * @throws java.util.concurrent.CancellationException if the limits' stop signal was raised
   * @throws Exception anything else is the trial's failure
   */
  TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) throws Exception;

  /**
   * Runs a trial from the state that was kept of it, if there is one and this knows how.
   *
   * @param checkpoints keeps the state while it runs
   */
  default TrialResult run(
      TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints)
      throws Exception {
    return run(spec, limits, listener);
  }
}
