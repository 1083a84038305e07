package org.espalier.trial;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.rival.Finding;
import org.espalier.rival.RivalMethod;

/**
 * What rivals say of one pair of positions; empty where a method was not asked for, or the pair is
 * a position and itself.
 *
 * @param pooledInformation in nats
 * @param chowLiu whether the tree has the edge
 * @param conditionalInformation log evidence of the pair against independence, in nats
 * @param evidenceGain what the candidate does to the log evidence of the graph found, in nats, as
 *     {@link org.espalier.rival.Rivals#find} defines it
 */
public record RivalEdges(
    OptionalDouble pooledInformation,
    Optional<Boolean> chowLiu,
    OptionalDouble conditionalInformation,
    OptionalDouble evidenceGain) {

  /** No rival was asked. */
  public static final RivalEdges NONE =
      new RivalEdges(
          OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  static RivalEdges of(List<RivalScore> rivals, int child, int candidate) {
    if (candidate >= child) {
      return NONE;
    }
    return new RivalEdges(
        score(rivals, RivalMethod.POOLED_INFORMATION, child, candidate),
        finding(rivals, RivalMethod.CHOW_LIU).map(f -> f.graph().isEdge(child, candidate)),
        score(rivals, RivalMethod.CONDITIONAL_INFORMATION, child, candidate),
        score(rivals, RivalMethod.EVIDENCE, child, candidate));
  }

  private static OptionalDouble score(
      List<RivalScore> rivals, RivalMethod method, int child, int candidate) {
    return finding(rivals, method)
        .map(f -> f.scores()[child][candidate])
        .filter(score -> !Double.isNaN(score))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private static Optional<Finding> finding(List<RivalScore> rivals, RivalMethod method) {
    return rivals.stream().map(RivalScore::finding).filter(f -> f.method() == method).findFirst();
  }
}
