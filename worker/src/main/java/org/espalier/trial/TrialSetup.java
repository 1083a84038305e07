package org.espalier.trial;

import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.model.GradientEngine;
import org.espalier.model.GradientEngines;
import org.espalier.model.Initialization;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.task.SequenceSource;
import org.espalier.task.TransitionPosterior;
import org.espalier.train.HeldOut;
import org.espalier.train.Trainer;
import org.espalier.trial.SeedStreams.Purpose;

/** What a specification says, made ready: each part from the stream that is its own. */
final class TrialSetup implements AutoCloseable {

  /** Sequences that are evaluated at a time, unless training batches are larger. */
  private static final int EVALUATION_BATCH = 256;

  private final TrialSpec spec;
  private final GenerativeGraph graph;
  private final GradientEngine engine;

  TrialSetup(TrialSpec spec) {
    this.spec = spec;
    graph = spec.violations().apply(spec.graph(), spec.task().length(), stream(Purpose.GRAPH));
    engine =
        GradientEngines.create(
            spec.model(),
            spec.task().vocab(),
            spec.task().length(),
            Math.max(spec.training().batch(), evaluationBatch()),
            spec.engine());
  }

  /** What can be seen of the graph. */
  CausalGraph graph() {
    return graph.observed();
  }

  GradientEngine engine() {
    return engine;
  }

  /** A trainer that has done nothing yet. */
  Trainer trainer() {
    var parameters =
        Initialization.draw(
            spec.model(),
            spec.task().vocab(),
            spec.task().length(),
            spec.initialScale(),
            stream(Purpose.INITIALIZATION));
    return new Trainer(
        engine,
        SequenceSource.training(graph, spec.task(), spec.seeds().streamSeed(Purpose.DATA)),
        batch(spec.training().batch()),
        parameters,
        spec.training());
  }

  /** The held-out sequences, under the law of the training sequences. */
  HeldOut heldOut(Runnable pause) {
    long seed = evaluationSeeds().nextLong();
    return HeldOut.draw(
        new SequenceSampler(graph, spec.task(), seed),
        spec.evaluation().sequences(),
        batch(evaluationBatch()),
        TransitionPosterior.of(graph, spec.task().prior()),
        pause);
  }

  /**
   * What the theory knows before training, from sequences of the trial's own law; from a branch of
   * the evaluation's stream, so that nothing else that is drawn from it moves.
   */
  Optional<InitialTheory> theory() {
    SplittableRandom seeds = evaluationSeeds().split();
    var sequences = new SequenceSampler(graph, spec.task(), seeds.nextLong());
    return InitialTheory.of(spec, graph, sequences, seeds.nextLong());
  }

  /** Seeds within the evaluation's stream: of the held-out sequences, then of what comes after. */
  private SplittableRandom evaluationSeeds() {
    return new SplittableRandom(spec.seeds().streamSeed(Purpose.EVALUATION));
  }

  private int evaluationBatch() {
    int batch = Math.max(spec.training().batch(), EVALUATION_BATCH);
    return Math.min(batch, spec.evaluation().sequences());
  }

  private SequenceBatch batch(int size) {
    return SequenceBatch.allocate(size, spec.task().length(), spec.task().vocab());
  }

  private UniformRandomProvider stream(Purpose purpose) {
    return RandomSource.XO_SHI_RO_256_PP.create(spec.seeds().streamSeed(purpose));
  }

  @Override
  public void close() {
    engine.close();
  }
}
