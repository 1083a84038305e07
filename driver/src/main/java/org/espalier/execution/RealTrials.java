package org.espalier.execution;

import org.espalier.trial.SharedMeasurements;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;

/** Trains trials, from where they were interrupted if something is left of that. */
enum RealTrials implements TrialFunction {
  INSTANCE;

  /** 64 MB, once for all that runs in this process. */
  private static final long SHARED_NUMBERS = 8_000_000;

  private static final SharedMeasurements SHARED = SharedMeasurements.atMost(SHARED_NUMBERS);

  @Override
  public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    return run(spec, limits, listener, TrialCheckpoints.NONE);
  }

  @Override
  public TrialResult run(
      TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints) {
    return TrialRunner.run(spec, limits, listener, checkpoints, SHARED);
  }
}
