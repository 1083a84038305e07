package org.espalier.trial;

import org.espalier.graph.Mixture;
import org.espalier.model.Model;

/** Trials of which a number was wrong once: those stored before are not taken for new ones. */
final class Remeasured {
  private Remeasured() {}

  /**
   * Whether format 4 is the first to measure all of a trial rightly:
   *
   * <ul>
   *   <li>of the reduced model every loss, and its divergence from predictors;
   *   <li>of a disentangled model of several layers without a query how diagonal its token blocks
   *       are, for the last token was not among what they may compare;
   *   <li>of cyclic graphs without a query what is seen of them, for the last position counted as
   *       hidden;
   *   <li>of a mixture with a weight of 0 what its other structures show.
   * </ul>
   */
  static boolean isSince4(TrialSpec spec) {
    Model model = spec.model();
    boolean hasQuery = spec.graph().hasQuery();
    return model instanceof Model.Reduced
        || (!hasQuery && model instanceof Model.Disentangled && model.heads().size() > 1)
        || (!hasQuery && spec.violations().cyclic() > 0)
        || (spec.graph() instanceof Mixture mixture && mixture.weights().contains(0.0));
  }
}
