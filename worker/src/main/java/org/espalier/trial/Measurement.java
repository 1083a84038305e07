package org.espalier.trial;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.attribution.Attribution;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.AttentionMass;
import org.espalier.metric.CircuitScores;
import org.espalier.metric.ConfoundedAttention;
import org.espalier.metric.CycleRecovery;
import org.espalier.metric.EdgeRecovery;
import org.espalier.metric.EdgeScope;
import org.espalier.metric.HeadAssignment;
import org.espalier.metric.HeadDuplication;
import org.espalier.metric.LayerAttention;
import org.espalier.metric.LossGap;
import org.espalier.metric.Milestones;
import org.espalier.metric.Plateau;
import org.espalier.metric.RootAttention;
import org.espalier.metric.ScoreRecovery;
import org.espalier.metric.WrongAttention;
import org.espalier.task.Baselines;
import org.espalier.task.BayesLoss;
import org.espalier.task.Construction;
import org.espalier.theory.TheoryScores;
import org.espalier.train.CurvePoint;

/**
 * What was measured of a trial, part by part; a part that the trial did not get to is empty. {@link
 * TrialMetrics} says which column each number goes to.
 */
final class Measurement {

  /**
   * What the first layer says of the graph, for one scope of edges.
   *
   * @param mass attention on parents
   * @param recovery attention as a claim about edges
   * @param graph that is to be found
   * @param scope the edges judged
   */
  record Recovery(AttentionMass mass, EdgeRecovery recovery, CausalGraph graph, EdgeScope scope) {
    static Recovery of(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
      return new Recovery(
          AttentionMass.of(attention, graph, scope),
          EdgeRecovery.of(attention, graph, scope),
          graph,
          scope);
    }
  }

  /**
   * What the first layer does, whatever the scope.
   *
   * @param roots attention of positions without a parent
   * @param wrong where attention goes instead of the parent
   * @param confounded attention between positions with a hidden common cause
   * @param duplication whether heads do the same
   * @param sharedAccuracy edge accuracy with one head for the k-th parent of every position
   * @param cycles edges on cycles, forward and back
   */
  record Attention(
      RootAttention roots,
      WrongAttention wrong,
      ConfoundedAttention confounded,
      HeadDuplication duplication,
      double sharedAccuracy,
      CycleRecovery cycles) {}

  /**
   * How well read-outs beside attention find the identifiable edges.
   *
   * @param edgeAblation the gain of the loss without a first-layer weight
   * @param gradientAttention the first order of it
   * @param headAttention the attention of heads by the gain of the loss without them; empty where
   *     no head matters
   */
  record ReadOuts(
      ScoreRecovery edgeAblation,
      ScoreRecovery gradientAttention,
      Optional<ScoreRecovery> headAttention) {
    static ReadOuts of(Attribution attribution, CausalGraph graph) {
      return new ReadOuts(
          recovery(attribution.edgeAblation(), graph),
          recovery(attribution.gradientAttention(), graph),
          attribution.headAttention().map(scores -> recovery(scores, graph)));
    }

    private static ScoreRecovery recovery(double[][] scores, CausalGraph graph) {
      return ScoreRecovery.of(scores, graph, EdgeScope.IDENTIFIABLE);
    }
  }

  private Optional<Baselines> baselines = Optional.empty();
  private Optional<Yardsticks> yardsticks = Optional.empty();
  private Optional<CurvePoint> last = Optional.empty();
  private double trainLoss = Double.NaN;
  private Optional<Recovery> identifiable = Optional.empty();
  private Optional<Recovery> all = Optional.empty();
  private Optional<Attention> attention = Optional.empty();
  private Optional<ReadOuts> readOuts = Optional.empty();
  private Optional<TheoryScores> theory = Optional.empty();
  private Optional<CircuitScores> circuit = Optional.empty();
  private Optional<Plateau> plateau = Optional.empty();
  private Optional<Milestones> milestones = Optional.empty();
  private OptionalInt divergenceStep = OptionalInt.empty();
  private Stages stages = Stages.of(List.of());
  private final Map<String, PredictorScore> lastScores = new HashMap<>();
  private StructureSelection selection = StructureSelection.NONE;

  void predictors(List<PredictorScore> scores) {
    stages = Stages.of(scores);
    scores.forEach(score -> lastScores.put(score.predictor(), score));
  }

  /** The last score of a predictor, if the model was compared with it. */
  Optional<PredictorScore> lastScore(String predictor) {
    return Optional.ofNullable(lastScores.get(predictor));
  }

  void selection(StructureSelection measured) {
    selection = measured;
  }

  /** How attention goes with the posterior of a mixture's structures. */
  StructureSelection selection() {
    return selection;
  }

  Stages stages() {
    return stages;
  }

  void baselines(Baselines measured) {
    baselines = Optional.of(measured);
  }

  void yardsticks(Yardsticks measured) {
    yardsticks = Optional.of(measured);
  }

  void losses(CurvePoint lastPoint, double trainingLoss) {
    last = Optional.of(lastPoint);
    trainLoss = trainingLoss;
  }

  void attention(LayerAttention firstLayer, CausalGraph graph) {
    identifiable = Optional.of(Recovery.of(firstLayer, graph, EdgeScope.IDENTIFIABLE));
    all = Optional.of(Recovery.of(firstLayer, graph, EdgeScope.ALL));
    attention =
        Optional.of(
            new Attention(
                RootAttention.of(firstLayer, graph),
                WrongAttention.of(firstLayer, graph),
                ConfoundedAttention.of(firstLayer, graph),
                HeadDuplication.of(firstLayer, graph, EdgeScope.IDENTIFIABLE),
                HeadAssignment.shared(firstLayer, graph, EdgeScope.IDENTIFIABLE).accuracy(),
                CycleRecovery.of(firstLayer, graph)));
  }

  void attribution(Attribution attribution, CausalGraph graph) {
    readOuts = Optional.of(ReadOuts.of(attribution, graph));
  }

  void theory(TheoryScores scores) {
    theory = Optional.of(scores);
  }

  void circuit(CircuitScores scores) {
    circuit = Optional.of(scores);
  }

  void curve(List<CurvePoint> curve) {
    plateau =
        Optional.of(
            Plateau.of(
                curve.stream().mapToInt(CurvePoint::step).toArray(),
                curve.stream().mapToDouble(CurvePoint::testLoss).toArray()));
  }

  void milestones(Milestones watched) {
    milestones = Optional.of(watched);
  }

  void divergenceStep(OptionalInt step) {
    divergenceStep = step;
  }

  Optional<Baselines> baselines() {
    return baselines;
  }

  Optional<Yardsticks> yardsticks() {
    return yardsticks;
  }

  Optional<BayesLoss> bayes() {
    return yardsticks.flatMap(Yardsticks::bayes);
  }

  Optional<Construction> construction() {
    return yardsticks.flatMap(Yardsticks::construction);
  }

  /** What training left of the construction's loss; NaN before there is both. */
  double optimisationGap() {
    return last.isEmpty() || construction().isEmpty()
        ? Double.NaN
        : last.get().testLoss() - construction().get().loss();
  }

  /** What the construction leaves of the Bayes loss; NaN where that is not known. */
  double architectureGap() {
    return bayes().isEmpty() || construction().isEmpty()
        ? Double.NaN
        : construction().get().loss() - bayes().get().loss();
  }

  Optional<CurvePoint> last() {
    return last;
  }

  double trainLoss() {
    return trainLoss;
  }

  Optional<LossGap> gap() {
    return last.flatMap(
        point ->
            baselines.map(
                b ->
                    new LossGap(
                        point.testLoss(),
                        b.transitionPosterior(),
                        b.uniform(),
                        b.posteriorError())));
  }

  Optional<Recovery> identifiable() {
    return identifiable;
  }

  Optional<Recovery> all() {
    return all;
  }

  Optional<Attention> attention() {
    return attention;
  }

  Optional<ReadOuts> readOuts() {
    return readOuts;
  }

  Optional<TheoryScores> theory() {
    return theory;
  }

  Optional<CircuitScores> circuit() {
    return circuit;
  }

  Optional<Plateau> plateau() {
    return plateau;
  }

  OptionalInt milestone(int level) {
    return milestones.map(m -> m.step(level)).orElse(OptionalInt.empty());
  }

  OptionalInt divergenceStep() {
    return divergenceStep;
  }
}
