package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;

/** Predictors without training that a model is compared with along its learning curve. */
public enum PredictorKind {
  /**
   * The uniform prediction; and for each m from 0 to the order of the chain that the sequences are,
   * {@link NGram} with the task's prior, and with the best pseudo-count of a grid.
   */
  N_GRAMS,
  /**
   * Of a mixture: the prediction averaged over the structures by their posterior, and that of the
   * most likely structure ({@link StructurePosterior}). They know the pool of transition matrices,
   * if there is one.
   */
  STRUCTURES,
  /**
   * Of a pool of transition matrices: the posterior over the pool, which has learnt its matrices,
   * and the transition posterior, which infers a fresh one from the sequence.
   */
  POOL;

  /** Names of the predictors of {@link #STRUCTURES}. */
  public static final String MODEL_AVERAGING = "model-averaging";

  /** Likewise. */
  public static final String MOST_LIKELY_STRUCTURE = "most-likely-structure";

  /** Name of the posterior over the pool. */
  public static final String POOL_POSTERIOR = "pool-posterior";

  private static final String SETTING = "evaluation.predictors";

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Refuses a task for which they are not defined.
   *
   * @throws org.espalier.InvalidValueException which names {@code evaluation.predictors}
   */
  public void requireDefined(GraphFamily family, TaskSettings task) {
    switch (this) {
      case N_GRAMS -> {
        require(
            family instanceof GraphFamily.Dag dag
                && dag.pattern() == GraphFamily.Dag.Pattern.CONSECUTIVE,
            SETTING,
            label(),
            "must not name n-grams unless graph.family = dag with graph.pattern = consecutive: of"
                + " other graphs the tokens before a token are not its parents");
        require(
            task.prior().hasIndependentRows(),
            SETTING,
            label(),
            String.format(
                Locale.ROOT,
                "must not name n-grams with task.prior = %s: they take each context for one of its"
                    + " own, and the rows of that prior depend on one another",
                task.prior().name()));
      }
      case STRUCTURES -> {
        require(
            family instanceof Mixture,
            SETTING,
            label(),
            "must not name structures unless graph.family = mixture: otherwise all sequences have"
                + " one graph");
        require(
            task.pool() > 0 || task.prior().hasExactPosteriorMean(task.vocab()),
            SETTING,
            label(),
            String.format(
                Locale.ROOT,
                "must not name structures with task.prior = %s, task.vocab = %d and no task.pool:"
                    + " the evidence of a structure has no closed form",
                task.prior().name(),
                task.vocab()));
      }
      case POOL ->
          require(
              task.pool() > 0,
              SETTING,
              label(),
              "must not name pool with task.pool = 0: then every sequence has a fresh matrix");
    }
  }

  /** How many predictors there are of it for a family of graphs. */
  public int count(GraphFamily family) {
    return this == N_GRAMS ? 1 + 2 * (family.mostParents() + 1) : 2;
  }

  /**
   * Those of a task.
   *
   * @param family that its graphs were drawn from
   * @param positions number of positions, the last, that have a target
   * @param heldOut sequences on which pseudo-counts are chosen
   */
  public List<Predictor> of(
      GraphFamily family, SequenceProcess process, int positions, List<SequenceBatch> heldOut) {
    return switch (this) {
      case N_GRAMS -> nGrams((GraphFamily.Dag) family, process.task(), heldOut);
      case STRUCTURES -> {
        StructurePosterior posterior = StructurePosterior.of(process, positions);
        yield List.of(
            StructurePredictor.averaging(MODEL_AVERAGING, posterior),
            StructurePredictor.mostLikely(MOST_LIKELY_STRUCTURE, posterior));
      }
      case POOL ->
          List.of(
              StructurePredictor.averaging(
                  POOL_POSTERIOR,
                  StructurePosterior.of(process, positions, StructurePosterior.Compared.ALL)),
              TransitionPosteriors.of(process, positions));
    };
  }

  private static List<Predictor> nGrams(
      GraphFamily.Dag dag, TaskSettings task, List<SequenceBatch> heldOut) {
    var all = new ArrayList<Predictor>();
    all.add(new UniformPredictor());
    for (int m = 0; m <= dag.k(); m++) {
      all.add(NGram.of(m, dag.delay(), task.vocab(), task.prior()));
      all.add(NGram.tuned(m, dag.delay(), task.vocab(), heldOut));
    }
    return all;
  }
}
