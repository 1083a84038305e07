package org.espalier.trial;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is known of one pair (child, candidate parent) with candidate &le; child, both context
 * positions from 0.
 *
 * @param child the position that attends
 * @param candidate the position attended to
 * @param isEdge whether candidate is a parent of child in the graph
 * @param identifiable whether it is an edge that a causal mask can represent
 * @param relation what candidate is to child: parent, self, sibling, ancestor, child, confounded,
 *     other
 * @param attention the first layer's attention from child to candidate, and what depends on it
 * @param theory what the theory says of the pair before training
 * @param rivals what other methods say of the pair
 */
public record EdgeScore(
    int child,
    int candidate,
    boolean isEdge,
    boolean identifiable,
    String relation,
    Attention attention,
    Theory theory,
    RivalEdges rivals) {

  /**
   * Attention by position.
   *
   * @param weight the largest over heads
   * @param head the head (from 1) that has it
   * @param rank of the weight within the row, 1 the largest
   * @param ablation what the loss gains when the weight is taken away, in nats; empty if the trial
   *     did not ask for it or there is none ({@link org.espalier.attribution.Attribution})
   * @param gradientProduct -P_ij dL/dP_ij summed over first-layer heads, in nats; empty likewise
   */
  public record Attention(
      double weight, int head, int rank, OptionalDouble ablation, OptionalDouble gradientProduct) {

    /** Attention of which the trial did not ask what depends on it. */
    public Attention(double weight, int head, int rank) {
      this(weight, head, rank, OptionalDouble.empty(), OptionalDouble.empty());
    }
  }

  /**
   * What the theory says; all empty if the trial did not ask for it or has positions with several
   * parents.
   *
   * @param gradient dL/dA1_ij of the reduced model at A1 = 0, A2 = beta0 I on the trial's
   *     sequences, whatever model is trained ({@link org.espalier.theory.ReducedGradient})
   * @param gradientRank rank of the negative gradient within the row, 1 the largest
   * @param information g_ij, the chi-squared mutual information averaged over transition matrices
   * @param informationRank rank of g_ij within the row, 1 the largest
   */
  public record Theory(
      OptionalDouble gradient,
      OptionalInt gradientRank,
      OptionalDouble information,
      OptionalInt informationRank) {

    /** The trial did not ask. */
    public static final Theory NONE =
        new Theory(
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty());
  }
}
