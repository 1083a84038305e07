package org.espalier.plan;

import java.util.List;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.Rivals;
import org.espalier.trial.TrialSpec;

/**
 * What rivals take of a trial, in seconds on one core of the reference machine, within a factor of
 * 3 of what was measured for random trees of 12 and 40 positions. Trials of one process that have
 * their sequences in common share it, of which nothing is known here.
 */
final class RivalCost {

  private RivalCost() {}

  /** All of it. */
  static double seconds(TrialSpec spec) {
    List<RivalMethod> methods = spec.rivals().methods();
    double sequences = methods.isEmpty() ? 0 : spec.rivalSequences();
    double pairs = Math.pow(spec.task().length(), 2);
    double vocab = spec.task().vocab();
    double seconds = 0;
    for (RivalMethod method : methods) {
      seconds +=
          switch (method) {
            case POOLED_INFORMATION, CHOW_LIU -> 1e-9 * pairs * sequences;
            case CONDITIONAL_INFORMATION -> 0; // below: two methods want it
            case EVIDENCE -> spec.graph().mostParents() * (4e-8 + 5e-9 * vocab) * pairs * sequences;
          };
    }
    boolean isConditional = Rivals.isConditional(methods, spec.graph(), spec.task());
    return seconds + (isConditional ? 3e-7 * Math.pow(vocab, 3) * sequences : 0);
  }
}
