package org.espalier.graph;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.atLeast;
import static org.espalier.setting.Range.belowOne;
import static org.espalier.setting.Range.probability;

import java.io.Serializable;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.setting.Declaration;

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

  /** Its settings. */
  public static final Declaration<Violations> SETTINGS =
      Declaration.of(
          Violations.class,
          real("graph.cyclic", Violations::cyclic).within(probability()).offAt(0.0),
          integer("graph.cycle-sweeps", Violations::cycleSweeps)
              .within(atLeast(1))
              .when(v -> v.cyclic() > 0),
          real("graph.latent", Violations::latent).within(belowOne()).offAt(0.0),
          integer("graph.confounders", Violations::confounders).within(atLeast(0)).offAt(0),
          real("graph.jitter", Violations::jitter).within(probability()).offAt(0.0));

  /** None: the theory's own setting. */
  public static final Violations NONE = new Violations(0, 8, 0, 0, 0);

  /** Where nodes are hidden. */
  private static final int MOST_NODES = 4096;

  public Violations {
    SETTINGS.check(cyclic, cycleSweeps, latent, confounders, jitter);
  }

  /**
   * N = round(n / (1-h)), the number of nodes of which n are shown.
   *
   * @throws org.espalier.InvalidValueException if n < 2, or if N is more than anyone means where
   *     nodes are hidden
   */
  public int nodes(int shown) {
    require(
        shown >= 2,
        "graph.latent",
        latent,
        String.format(Locale.ROOT, "leaves %d nodes shown, must leave at least 2", shown));
    double nodes = shown / (1 - latent);
    require(
        latent == 0 || nodes <= MOST_NODES,
        "graph.latent",
        latent,
        String.format(
            Locale.ROOT,
            "needs %.0f nodes to show %d, must need at most %d",
            nodes,
            shown,
            MOST_NODES));
    return (int) Math.round(nodes);
  }

  /**
   * Draws a graph of a family and violates it.
   *
   * <ul>
   *   <li>latent h: the family's graph has N nodes, of which the n that a sequence shows remain: N
   *       = round(n / (1-h)). Which are hidden is uniform; the parents of a dag's target never are.
   *   <li>cyclic c: each root that has descendants gets, with probability c, one of them as its
   *       parent, all equally likely. Not for a dag's target.
   *   <li>confounders m: 2m of the shown positions that still have no parent, uniformly chosen, are
   *       paired, and each pair gets a hidden root as its parent.
   *   <li>jitter concerns sequences, not this graph, which is then the one that sequences deviate
   *       from.
   * </ul>
   *
   * Without violations the source is left as the family's own drawing leaves it.
   *
   * @param length T, sequence length, at least 3
   * @throws org.espalier.InvalidValueException if there is no such graph, or too few roots for the
   *     confounders
   */
  public GenerativeGraph apply(GraphFamily family, int length, UniformRandomProvider random) {
    return new GraphDrawing(this, random).draw(family, length);
  }
}
