package org.espalier.rival;

import static org.espalier.InvalidValueException.require;

import java.util.Locale;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
import org.espalier.task.RootDistribution;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;

/** The methods that are compared with attention. */
public enum RivalMethod {
  /**
   * The k most informative earlier positions, by the plug-in mutual information of counts pooled
   * over sequences; k is the number of parents of the graph's family.
   */
  POOLED_INFORMATION,
  /** The spanning tree of greatest pooled mutual information (Chow and Liu 1968). */
  CHOW_LIU,
  /**
   * The pair with the greatest evidence against independence given the sequence's own distribution.
   */
  CONDITIONAL_INFORMATION,
  /** The graph of greatest evidence, each sequence's own distribution integrated out. */
  EVIDENCE;

  /** The name in a sweep file and in the tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Refuses a prior that the method is not defined for, and a pool where it expects the prior.
   *
   * @throws org.espalier.InvalidValueException which names the component {@code rivals.methods}
   */
  public void requireDefined(TaskSettings task) {
    TransitionPrior prior = task.prior();
    int vocab = task.vocab();
    require(
        task.pool() == 0 || !(this == EVIDENCE || this == CONDITIONAL_INFORMATION),
        "rivals.methods",
        label(),
        String.format(
            Locale.ROOT,
            "must not name %s with task.pool > 0: that method takes every sequence to have a fresh"
                + " matrix of the prior",
            label()));
    require(
        this != EVIDENCE || prior.hasExactPosteriorMean(vocab),
        "rivals.methods",
        label(),
        String.format(
            Locale.ROOT,
            "must not name %s with task.prior = %s and task.vocab = %d, whose evidence has no"
                + " closed form",
            label(),
            prior.name(),
            vocab));
  }

  /**
   * Refuses a task that the method is not defined for.
   *
   * @throws org.espalier.InvalidValueException which names the component {@code rivals.methods}
   */
  public void requireDefined(GraphFamily family, RootDistribution roots) {
    require(
        !(family instanceof Mixture),
        "rivals.methods",
        label(),
        "must be empty with graph.family = mixture: rivals look for one graph, and each sequence has"
            + " its own");
    if (this == CHOW_LIU) {
      require(
          family.hasQuery(),
          "rivals.methods",
          label(),
          "must not name chow-liu with graph.family = "
              + family.name()
              + ": that method finds a tree, for tasks with a query");
    }
    if (this == CONDITIONAL_INFORMATION) {
      RootDistribution distribution = roots.resolved(family.hasQuery());
      require(
          distribution == RootDistribution.STATIONARY,
          "rivals.methods",
          label(),
          "must not name conditional-information with task.roots = "
              + distribution.label()
              + ": that method compares a parent with stationary roots");
    }
  }
}
