package org.espalier.execution;

import org.espalier.plan.RunPlan;

/** Told how a run goes. Calls come one at a time, on threads of the run. */
public interface SweepListener {

  /** Hears nothing. */
  SweepListener NONE = new SweepListener() {};

  /**
   * The run knows what it has to do: before the first trial, and again before each further round of
   * replicates.
   */
  default void started(RunPlan plan, int packs) {}

  /** A trial has ended and is stored: once for each. */
  default void trialFinished(TrialOutcome outcome) {}

  /** How far the run has come: about once a second. */
  default void progress(SweepProgress progress) {}

  /** Something that a person should know, one line. */
  default void notice(String message) {}
}
