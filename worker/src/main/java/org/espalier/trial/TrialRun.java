package org.espalier.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.espalier.attribution.Attribution;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.AttentionMass;
import org.espalier.metric.EdgeRecovery;
import org.espalier.metric.EdgeScope;
import org.espalier.metric.LayerAttention;
import org.espalier.metric.Milestones;
import org.espalier.model.AttentionMaps;
import org.espalier.task.SequenceBatch;
import org.espalier.train.CurvePoint;
import org.espalier.train.HeldOut;
import org.espalier.train.NativeThreads;
import org.espalier.train.Stopwatch;
import org.espalier.train.Trainer;

/**
 * One run of a trial: trains it and writes down what is seen on the way, so that there is something
 * to hand over however it ends.
 */
final class TrialRun implements AutoCloseable {

  /**
   * Sequences behind a look at a first layer whose attention depends on the tokens, and not on
   * positions alone, between two rows of the curve.
   */
  private static final int WATCH_SEQUENCES = 64;

  private final TrialSpec spec;
  private final TrialLimits.Clock clock;
  private final TrialListener listener;
  private final TrialCheckpoints checkpoints;
  private final SharedMeasurements shared;
  private Instant started = Instant.now();
  private final Stopwatch stopwatch = new Stopwatch();
  private final Milestones milestones = Milestones.ofEdgeAccuracy();
  private final List<CurvePoint> curve = new ArrayList<>();
  private final List<AttentionSnapshot> attention = new ArrayList<>();
  private final List<PredictorScore> predictorScores = new ArrayList<>();
  private final List<ShiftScore> shifts = new ArrayList<>();
  private final List<RivalScore> rivals = new ArrayList<>();
  private Optional<Attribution> attribution = Optional.empty();
  private final Measurement measurement = new Measurement();

  private TrialSetup setup;
  private Trainer trainer;
  private HeldOut heldOut;
  private PredictorWatch predictors;
  private SequenceBatch attentionSequences;
  private SequenceBatch watchSequences;
  private Optional<InitialTheory> theory = Optional.empty();
  private double lossSum;
  private int lossCount;
  private int inherited;

  TrialRun(
      TrialSpec spec,
      TrialLimits.Clock clock,
      TrialListener listener,
      TrialCheckpoints checkpoints,
      SharedMeasurements shared) {
    this.spec = spec;
    this.clock = clock;
    this.listener = listener;
    this.checkpoints = checkpoints;
    this.shared = shared;
  }

  /** Does all that the specification asks for. */
  void train() {
    NativeThreads.pinToOne();
    setup = new TrialSetup(spec, shared);
    trainer = setup.trainer();
    heldOut = setup.heldOut(clock::check);
    attentionSequences = heldOut.first(spec.evaluation().readOut().attentionSequences());
    watchSequences = heldOut.first(WATCH_SEQUENCES);
    measurement.baselines(heldOut.baselines());
    predictors = setup.predictors(heldOut);
    theory = setup.theory();
    theory.ifPresent(t -> measurement.theory(t.scores()));
    var schedule = new EvaluationSchedule(spec.evaluation(), spec.training().totalSteps());
    beginning().ifPresentOrElse(state -> restore(state, schedule), () -> look(schedule));
    while (trainer.steps() < spec.training().totalSteps()) {
      stopwatch.start();
      clock.check();
      double loss = trainer.step();
      if (!Double.isFinite(loss)) {
        throw new DivergedException("the training loss", trainer.steps());
      }
      lossSum += loss;
      lossCount++;
      leaveToLonger();
      if (schedule.isDue(trainer.steps())) {
        stopwatch.stop();
        look(schedule);
      }
      if (checkpoints.isDue()) {
        stopwatch.stop();
        checkpoints.keep(state(true));
      }
    }
    finish();
  }

  /** The state to go on from: what was kept of this trial, or what a shorter one left. */
  private Optional<TrialState> beginning() {
    Optional<TrialState> shorter =
        spec.training().dependence().isEmpty() ? checkpoints.shorter() : Optional.empty();
    return Stream.of(checkpoints.last(), shorter)
        .flatMap(Optional::stream)
        .max(Comparator.comparingInt(state -> state.trainer().steps()));
  }

  private void leaveToLonger() {
    boolean isEnd = trainer.steps() == spec.training().totalSteps();
    if (isEnd && spec.training().dependence().isEmpty() && checkpoints.isLeftToLonger()) {
      stopwatch.stop();
      checkpoints.leaveToLonger(state(false));
    }
  }

  private TrialState state(boolean isEvaluated) {
    return new TrialState(
        trainer.state(),
        milestones.steps(),
        new TrialState.Recorded(curve, attention, predictorScores),
        lossSum,
        lossCount,
        new TrialState.Work(
            started, stopwatch.elapsed().toNanos(), inherited, clock.elapsed().toNanos()),
        isEvaluated);
  }

  private void restore(TrialState state, EvaluationSchedule schedule) {
    trainer.restore(state.trainer());
    milestones.restore(state.milestones());
    curve.addAll(state.recorded().curve());
    attention.addAll(state.recorded().attention());
    predictorScores.addAll(state.recorded().predictors());
    lossSum = state.lossSum();
    lossCount = state.lossCount();
    stopwatch.add(Duration.ofNanos(state.work().trainingNanos()));
    listener.resumed(trainer.steps());
    state.recorded().curve().forEach(listener::recorded);
    if (state.isEvaluated()) {
      started = state.work().started();
      inherited = state.work().inherited();
      clock.add(Duration.ofNanos(state.work().takenNanos()));
    } else {
      inherited = trainer.steps();
      if (schedule.isDue(inherited)) {
        look(schedule);
      }
    }
  }

  private void look(EvaluationSchedule schedule) {
    int step = trainer.steps();
    boolean recorded = schedule.isRecorded(step);
    if (schedule.isCheckpoint(step)) {
      storeFirstLayer(step);
    }
    if (recorded || (schedule.isWatched(step) && !milestones.isComplete())) {
      LayerAttention firstLayer = firstLayer(recorded ? attentionSequences : watchSequences);
      double accuracy = EdgeRecovery.accuracy(firstLayer, graph(), EdgeScope.IDENTIFIABLE);
      milestones.observe(step, accuracy);
      if (recorded) {
        record(firstLayer, accuracy);
      }
    }
    listener.stepped(step, spec.training().totalSteps());
  }

  private void record(LayerAttention firstLayer, double accuracy) {
    double loss = heldOut.loss(setup.engine(), trainer.parameters(), clock::check);
    var point =
        new CurvePoint(
            trainer.steps(),
            trainer.learningRate(),
            lossSum / lossCount, // NaN before the first step
            loss,
            loss - heldOut.baselines().transitionPosterior(),
            AttentionMass.of(firstLayer, graph(), EdgeScope.IDENTIFIABLE).mean(),
            accuracy,
            stopwatch.elapsed().toNanos() / 1e9);
    lossSum = 0;
    lossCount = 0;
    curve.add(point);
    listener.recorded(point);
    if (!Double.isFinite(loss)) {
      throw new DivergedException("the test loss", trainer.steps());
    }
    if (!trainer.parameters().areFinite()) {
      throw new DivergedException("a parameter", trainer.steps());
    }
    boolean isLast = trainer.steps() == spec.training().totalSteps();
    predictorScores.addAll(predictors.scores(trainer, isLast, clock::check));
  }

  private void finish() {
    attribution = setup.attribution(heldOut, trainer.parameters(), clock::check);
    attribution.ifPresent(a -> measurement.attribution(a, graph()));
    storeFirstLayer(trainer.steps());
    storeMeans();
    CurvePoint last = curve.get(curve.size() - 1);
    measurement.losses(last, trainLoss().orElse(last.trainLoss()));
    measurement.attention(firstLayer(attentionSequences), graph());
    measurement.curve(curve);
    Circuit.of(spec, setup.graphs(), trainer.parameters()).ifPresent(measurement::circuit);
    measureShifts();
    measurement.selection(setup.selection(attentionSequences, trainer.parameters(), clock::check));
    setup.yardsticks(heldOut, clock::check).ifPresent(measurement::yardsticks);
    setup.rivals(clock::check, rivals::add);
  }

  private void measureShifts() {
    setup
        .shifted(clock::check)
        .forEachOrdered(
            other -> {
              var shift = spec.evaluation().shifts().get(shifts.size());
              double loss = other.loss(setup.engine(), trainer.parameters(), clock::check);
              shifts.add(new ShiftScore(shift, loss, other.baselines()));
            });
  }

  /** The loss over the training sequences, where they are a fixed set. */
  private OptionalDouble trainLoss() {
    return setup
        .trainingSet(clock::check)
        .map(set -> OptionalDouble.of(set.loss(setup.engine(), trainer.parameters(), clock::check)))
        .orElse(OptionalDouble.empty());
  }

  private CausalGraph graph() {
    return setup.graph();
  }

  private LayerAttention firstLayer(SequenceBatch sequences) {
    return LayerAttention.of(firstLayerHeads(sequences).toArray(double[][][]::new));
  }

  private List<double[][]> firstLayerHeads(SequenceBatch sequences) {
    return AttentionMaps.firstLayer(spec.model(), trainer.parameters(), sequences);
  }

  private void storeFirstLayer(int step) {
    boolean positional = spec.model().hasPositionalAttention();
    if (!positional && step == spec.training().totalSteps()) {
      return; // it is among the means of all layers
    }
    var kind = positional ? AttentionSnapshot.Kind.POSITIONAL : AttentionSnapshot.Kind.MEAN;
    store(step, kind, 1, firstLayerHeads(attentionSequences));
  }

  private void storeMeans() {
    List<List<double[][]>> layers =
        AttentionMaps.mean(spec.model(), trainer.parameters(), attentionSequences);
    for (int l = 0; l < layers.size(); l++) {
      for (int h = 0; h < layers.get(l).size(); h++) {
        attention.add(
            new AttentionSnapshot(
                trainer.steps(),
                AttentionSnapshot.Kind.MEAN,
                l + 1,
                h + 1,
                floats(layers.get(l).get(h)),
                headAblation(l, h)));
      }
    }
  }

  private Double headAblation(int layer, int head) {
    return attribution.isPresent() ? attribution.get().headAblation()[layer][head] : null;
  }

  private void store(int step, AttentionSnapshot.Kind kind, int layer, List<double[][]> heads) {
    for (int h = 0; h < heads.size(); h++) {
      attention.add(new AttentionSnapshot(step, kind, layer, h + 1, floats(heads.get(h))));
    }
  }

  private static float[][] floats(double[][] matrix) {
    float[][] floats = new float[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      floats[i] = new float[matrix[i].length];
      for (int j = 0; j < matrix[i].length; j++) {
        floats[i][j] = (float) matrix[i][j];
      }
    }
    return floats;
  }

  TrialResult succeeded() {
    List<WeightMatrix> weights =
        trainer.parameters().layout().entries().stream()
            .map(
                e ->
                    new WeightMatrix(
                        e.name(), e.rows(), e.columns(), trainer.parameters().values(e.name())))
            .toList();
    List<EdgeScore> edges =
        EdgeScores.of(graph(), firstLayer(attentionSequences), theory, rivals, attribution);
    return result(TrialStatus.SUCCEEDED, weights, edges, Optional.empty());
  }

  TrialResult ended(TrialStatus status, String message) {
    if (status == TrialStatus.DIVERGED) {
      measurement.divergenceStep(OptionalInt.of(trainer.steps()));
    }
    return failed(status, new TrialResult.Failure(status.label(), message, ""));
  }

  TrialResult failed(TrialResult.Failure failure) {
    return failed(TrialStatus.FAILED, failure);
  }

  private TrialResult failed(TrialStatus status, TrialResult.Failure failure) {
    return result(status, List.of(), List.of(), Optional.of(failure));
  }

  private TrialResult result(
      TrialStatus status,
      List<WeightMatrix> weights,
      List<EdgeScore> edges,
      Optional<TrialResult.Failure> failure) {
    stopwatch.stop();
    measurement.milestones(milestones);
    measurement.predictors(predictorScores);
    Map<String, Number> metrics = TrialMetrics.values(measurement);
    return new TrialResult(
        spec,
        status,
        failure,
        new TrialResult.Measured(
            metrics, curve, attention, weights, edges, shifts, rivals, predictorScores),
        new TrialResult.Work(
            Optional.ofNullable(setup).map(s -> s.engine().name()),
            started,
            Instant.now(),
            stopwatch.elapsed(),
            trainer == null ? 0 : trainer.steps(),
            inherited));
  }

  @Override
  public void close() {
    if (setup != null) {
      setup.close();
    }
  }
}
