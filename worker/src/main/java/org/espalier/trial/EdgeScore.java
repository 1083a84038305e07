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
 * @param attention the first layer's positional attention from child to candidate, the largest over
 *     heads
 * @param head the head (from 1) that has it
 * @param initialGradient dL/dA1_ij of the reduced model at A1 = 0, A2 = beta0 I on the trial's
 *     sequences, whatever model is trained ({@link org.espalier.theory.ReducedGradient}); empty if
 *     the trial did not ask for theory or has positions with several parents
 * @param mutualInformation g_ij, the chi-squared mutual information averaged over transition
 *     matrices, empty likewise
 * @param attentionRank rank of the attention within the row, 1 the largest
 * @param gradientRank rank of the negative gradient within the row, 1 the largest
 * @param informationRank rank of g_ij within the row, 1 the largest
 * @param rivals what other methods say of the pair
 */
public record EdgeScore(
    int child,
    int candidate,
    boolean isEdge,
    boolean identifiable,
    String relation,
    double attention,
    int head,
    OptionalDouble initialGradient,
    OptionalDouble mutualInformation,
    int attentionRank,
    OptionalInt gradientRank,
    OptionalInt informationRank,
    RivalEdges rivals) {

  /** A pair of which no rival was asked. */
  public EdgeScore(
      int child,
      int candidate,
      boolean isEdge,
      boolean identifiable,
      String relation,
      double attention,
      int head,
      OptionalDouble initialGradient,
      OptionalDouble mutualInformation,
      int attentionRank,
      OptionalInt gradientRank,
      OptionalInt informationRank) {
    this(
        child,
        candidate,
        isEdge,
        identifiable,
        relation,
        attention,
        head,
        initialGradient,
        mutualInformation,
        attentionRank,
        gradientRank,
        informationRank,
        RivalEdges.NONE);
  }
}
