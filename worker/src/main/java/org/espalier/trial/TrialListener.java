package org.espalier.trial;

import org.espalier.train.CurvePoint;

/**
 * Told how a trial goes, on the trial's own thread. What a listener throws is taken for the trial's
 * failure, and time spent in it is not training time.
 */
public interface TrialListener {

  /** Hears nothing. */
  TrialListener NONE = new TrialListener() {};

  /** Some more steps have been done; called at every look at the edge accuracy or more often. */
  default void stepped(int step, int totalSteps) {}

  /** The trial goes on from where an earlier attempt or a shorter trial was. */
  default void resumed(int step) {}

  /** The learning curve has a further row. */
  default void recorded(CurvePoint point) {}
}
