package org.espalier.graph;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;

/**
 * Departures from the theory's assumptions about the graph, each composable with every family.
 *
 * @param cyclic probability that a root with descendants gets one of them as its parent, in [0, 1]
 * @param cycleSweeps sweeps over a cyclic graph after the first draw, at least 1
 * @param latent fraction of nodes that is generated but not shown, in [0, 1)
 * @param confounders hidden roots, each the parent of two positions that are otherwise roots, at
 *     least 0
 * @param jitter probability that an edge is redrawn uniformly in a sequence, in [0, 1]
 */
public record Violations(
    double cyclic, int cycleSweeps, double latent, int confounders, double jitter)
    implements Serializable {

  /** None: the theory's own setting. */
  public static final Violations NONE = new Violations(0, 8, 0, 0, 0);

  public Violations {
    require(cyclic >= 0 && cyclic <= 1, "cyclic", cyclic, "must be in [0, 1]");
    require(cycleSweeps >= 1, "cycleSweeps", cycleSweeps, "must be >= 1");
    require(latent >= 0 && latent < 1, "latent", latent, "must be in [0, 1)");
    require(confounders >= 0, "confounders", confounders, "must be >= 0");
    require(jitter >= 0 && jitter <= 1, "jitter", jitter, "must be in [0, 1]");
  }
}
