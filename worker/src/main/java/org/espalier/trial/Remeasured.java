package org.espalier.trial;

import org.espalier.graph.GraphFamily;
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
   *   <li>of a disentangled model of several layers how diagonal its token blocks are, where the
   *       last token may be a parent of the target: it was not among what they may compare;
   *   <li>of cyclic graphs without a query what is seen of them, for the last position counted as
   *       hidden;
   *   <li>of a mixture with a weight of 0 what its other structures show.
   * </ul>
   */
  static boolean isSince4(TrialSpec spec) {
    Model model = spec.model();
    boolean hasQuery = spec.graph().hasQuery();
    return model instanceof Model.Reduced
        || (asksOfTheLastToken(spec.graph())
            && model instanceof Model.Disentangled
            && model.heads().size() > 1)
        || (!hasQuery && spec.violations().cyclic() > 0)
        || (spec.graph() instanceof Mixture mixture && mixture.weights().contains(0.0));
  }

  private static boolean asksOfTheLastToken(GraphFamily graph) {
    return graph instanceof Mixture mixture
        ? mixture.structures().stream().anyMatch(Remeasured::asksOfTheLastToken)
        : graph instanceof GraphFamily.Dag dag && dag.delay() == 0;
  }
}
