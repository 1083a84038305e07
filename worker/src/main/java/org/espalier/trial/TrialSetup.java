package org.espalier.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.attribution.Attribution;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GraphMixture;
import org.espalier.model.GradientEngine;
import org.espalier.model.GradientEngines;
import org.espalier.model.Initialization;
import org.espalier.model.LossPositions;
import org.espalier.model.Parameters;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.RivalSettings;
import org.espalier.rival.Rivals;
import org.espalier.task.Predictor;
import org.espalier.task.PredictorKind;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceProcess;
import org.espalier.task.SequenceSampler;
import org.espalier.task.SequenceSource;
import org.espalier.task.StructurePosterior;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPosteriors;
import org.espalier.train.HeldOut;
import org.espalier.train.Trainer;
import org.espalier.train.TrainingSettings;
import org.espalier.trial.SeedStreams.Purpose;

/** What a specification says, made ready: each part from the stream that is its own. */
final class TrialSetup implements AutoCloseable {

  /** Sequences that are evaluated at a time, unless training batches are larger. */
  private static final int EVALUATION_BATCH = 256;

  private final TrialSpec spec;
  private final SharedMeasurements shared;
  private final SequenceProcess process;
  private final GradientEngine engine;

  /**
   * Makes a specification ready.
   *
   * @param shared what other trials measured of the same sequences; what is missing is added
   */
  TrialSetup(TrialSpec spec, SharedMeasurements shared) {
    this.spec = spec;
    this.shared = shared;
    process = SequenceProcess.of(spec.drawGraphs(), spec.task(), poolSeed());
    engine =
        GradientEngines.create(
            spec.model(),
            spec.task().vocab(),
            spec.task().length(),
            Math.max(spec.training().batch(), evaluationBatch(spec)),
            spec.learner().engine(),
            spec.learner().loss());
  }

  /** The graph, or those of a mixture. */
  GraphMixture graphs() {
    return process.graphs();
  }

  /** What can be seen of the graph. */
  CausalGraph graph() {
    return process.graphs().observed();
  }

  GradientEngine engine() {
    return engine;
  }

  /**
   * A trainer that has done nothing yet. It knows no end where training for longer begins with the
   * same steps, so that its states are those of longer trials, too.
   */
  Trainer trainer() {
    TrainingSettings training = spec.training();
    TrainingSettings settings =
        training.dependence().isEmpty() ? training.withSteps(Integer.MAX_VALUE) : training;
    var parameters =
        Initialization.draw(
            spec.model(),
            spec.task().vocab(),
            spec.task().length(),
            spec.learner().initialScale(),
            stream(Purpose.INITIALIZATION));
    return new Trainer(engine, trainingSequences(), batch(training.batch()), parameters, settings);
  }

  /** The held-out sequences, under the distribution of the training sequences. */
  HeldOut heldOut(Runnable pause) {
    return heldOut(spec.task().withLaw(), evaluationSeeds().nextLong(), pause);
  }

  /** As many sequences under each of the other distributions, one at a time. */
  Stream<HeldOut> shifted(Runnable pause) {
    TaskSettings task = spec.task();
    SplittableRandom seeds = evaluationSeeds();
    seeds.nextLong(); // that of the held-out sequences
    return spec.evaluation().shifts().stream()
        .map(
            s ->
                new TaskSettings(task.vocab(), task.length(), s.prior(), s.flip(), 0, task.roots())
                    .withPool(s.pool()))
        .map(shifted -> heldOut(shifted, seeds.nextLong(), pause));
  }

  private HeldOut heldOut(TaskSettings task, long seed, Runnable pause) {
    SequenceProcess shifted = process.with(task);
    return heldOut(new SequenceSampler(shifted, seed), shifted, sequences(), pause);
  }

  /**
   * Of the sequences that the model is trained on, where they are of a fixed set, the first ones,
   * at most as many as are held out; else empty.
   */
  Optional<HeldOut> trainingSet(Runnable pause) {
    if (spec.task().samples() == 0) {
      return Optional.empty();
    }
    int sequences = (int) Math.min(spec.trainingSequences(), sequences());
    return Optional.of(heldOut(trainingSequences(), process, sequences, pause));
  }

  private HeldOut heldOut(
      SequenceSource source, SequenceProcess from, int sequences, Runnable pause) {
    SequenceBatch like = batch(evaluationBatch(spec));
    Predictor posterior = TransitionPosteriors.of(from, like.targetPositions());
    return HeldOut.draw(source, sequences, like, posterior, pause);
  }

  private SequenceSource trainingSequences() {
    return SequenceSource.training(process, spec.seeds().streamSeed(Purpose.DATA), batch(1));
  }

  private int sequences() {
    return spec.evaluation().curve().sequences();
  }

  /**
   * What the theory knows before training, from sequences of the trial's own distribution; from a
   * branch of the evaluation's stream, so that nothing else that is drawn from it moves.
   */
  Optional<InitialTheory> theory() {
    SplittableRandom seeds = evaluationSeeds().split();
    var sequences = new SequenceSampler(process.with(spec.task().withLaw()), seeds.nextLong());
    return InitialTheory.of(spec, process, sequences, seeds.nextLong());
  }

  /** What the model is compared with along its learning curve. */
  PredictorWatch predictors(HeldOut heldOut) {
    List<Predictor> predictors =
        spec.evaluation().predictors().stream()
            .flatMap(
                kind ->
                    kind
                        .of(spec.graph(), process, batch(1).targetPositions(), heldOut.batches())
                        .stream())
            .toList();
    return new PredictorWatch(predictors, heldOut, engine);
  }

  /**
   * How attention goes with the posterior of a mixture's structures, if the trial is compared with
   * predictors that know it and sequences have a next token.
   */
  StructureSelection selection(SequenceBatch sequences, Parameters parameters, Runnable pause) {
    if (process.graphs().hasQuery()
        || !spec.evaluation().predictors().contains(PredictorKind.STRUCTURES)) {
      return StructureSelection.NONE;
    }
    return StructureSelection.of(
        spec.model(),
        parameters,
        StructurePosterior.of(process, sequences.targetPositions()),
        sequences,
        pause);
  }

  /** What the test loss is measured by; likewise from a branch of its own. */
  Optional<Yardsticks> yardsticks(HeldOut heldOut, Runnable pause) {
    Optional<Yardsticks> known = shared.yardsticks(spec, evaluationBatch(spec));
    if (known.isPresent()) {
      return known;
    }
    Optional<Yardsticks> measured = Yardsticks.of(spec, process, heldOut, branchSeed(1), pause);
    measured.ifPresent(y -> shared.keepYardsticks(spec, evaluationBatch(spec), y));
    return measured;
  }

  /** On which weights and heads the trained model's loss depends, if the trial asks for it. */
  Optional<Attribution> attribution(HeldOut heldOut, Parameters parameters, Runnable pause) {
    int sequences = spec.evaluation().readOut().attributionSequences();
    return sequences == 0
        ? Optional.empty()
        : Attribution.of(spec.model(), parameters, heldOut.first(sequences), pause);
  }

  /**
   * What other methods make of the training sequences; likewise.
   *
   * @param found takes what one method found after the other
   */
  void rivals(Runnable pause, Consumer<RivalScore> found) {
    RivalSettings settings = spec.rivals();
    if (settings.methods().isEmpty()) {
      return;
    }
    Optional<List<RivalScore>> known = shared.rivals(spec);
    if (known.isPresent()) {
      known.get().forEach(found);
      return;
    }
    SequenceBatch sequences = batch(spec.rivalSequences());
    trainingSequences().draw(sequences);
    var rivals = Rivals.of(sequences, spec.graph(), spec.task(), branchSeed(2));
    double trueLogEvidence = rivals.logEvidence(graph());
    var scores = new ArrayList<RivalScore>();
    for (RivalMethod method : settings.methods()) {
      pause.run();
      var score = RivalScore.of(rivals.find(method), graph(), trueLogEvidence);
      found.accept(score);
      scores.add(score);
    }
    shared.keepRivals(spec, scores);
  }

  /** The pool of matrices is of the training data, and the same wherever it is evaluated. */
  private long poolSeed() {
    return new SplittableRandom(spec.seeds().streamSeed(Purpose.DATA)).nextLong();
  }

  /** A seed from one of the branches of the evaluation's stream; the theory has branch 0. */
  private long branchSeed(int branch) {
    SplittableRandom seeds = evaluationSeeds();
    for (int earlier = 0; earlier < branch; earlier++) {
      seeds.split();
    }
    return seeds.split().nextLong();
  }

  /** Seeds within the evaluation's stream: of the held-out sequences, then of what comes after. */
  private SplittableRandom evaluationSeeds() {
    return new SplittableRandom(spec.seeds().streamSeed(Purpose.EVALUATION));
  }

  /** Sequences of a trial that are evaluated at a time. */
  static int evaluationBatch(TrialSpec spec) {
    int batch = Math.max(spec.training().batch(), EVALUATION_BATCH);
    return Math.min(batch, spec.evaluation().curve().sequences());
  }

  private SequenceBatch batch(int size) {
    int length = spec.task().length();
    int vocab = spec.task().vocab();
    return spec.learner().loss() == LossPositions.ALL
        ? SequenceBatch.allocateWithAllTargets(size, length, vocab)
        : SequenceBatch.allocate(size, length, vocab);
  }

  private UniformRandomProvider stream(Purpose purpose) {
    return RandomSource.XO_SHI_RO_256_PP.create(spec.seeds().streamSeed(purpose));
  }

  @Override
  public void close() {
    engine.close();
  }
}
