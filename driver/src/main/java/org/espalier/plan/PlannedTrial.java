package org.espalier.plan;

import java.io.Serializable;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/**
 * A trial that a sweep asks for.
 *
 * @param id of the specification
 * @param spec the specification
 */
public record PlannedTrial(TrialId id, TrialSpec spec) implements Serializable {

  /** The trial of a specification. */
  public static PlannedTrial of(TrialSpec spec) {
    return new PlannedTrial(spec.id(), spec);
  }
}
