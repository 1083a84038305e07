package org.espalier.execution;

import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;

/** Trains trials, from where they were interrupted if something is left of that. */
enum RealTrials implements TrialFunction {
  INSTANCE;

  @Override
  public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    return TrialRunner.run(spec, limits, listener);
  }

  @Override
  public TrialResult run(
      TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints) {
    return TrialRunner.run(spec, limits, listener, checkpoints);
  }
}
