package org.espalier.task;

import java.util.List;
import java.util.Optional;
import org.espalier.graph.GenerativeGraph;

/**
 * {@link TransitionPosterior} at each position that has a target, as a predictor. It knows the
 * prior, not the pool, if there is one. In a mixture it is averaged over the structures, weighted
 * by their posterior ({@link StructurePosterior}).
 */
public final class TransitionPosteriors implements Predictor {

  /** Its name among predictors. */
  public static final String NAME = "transition-posterior";

  private final List<TransitionPosterior> posteriors;
  private final int[] counts;
  private final double[] mean; // [S]

  private TransitionPosteriors(List<TransitionPosterior> posteriors, int vocab) {
    this.posteriors = posteriors;
    counts = posteriors.get(0).counts(vocab);
    mean = new double[vocab];
  }

  /**
   * The baseline of a task.
   *
   * @param positions number of positions, the last, that have a target: 1 or T
   */
  public static Predictor of(SequenceProcess process, int positions) {
    TaskSettings task = process.task().withPool(0);
    if (process.graphs().size() > 1) {
      var fresh = new SequenceProcess(process.graphs(), task, Optional.empty());
      return StructurePredictor.averaging(NAME, StructurePosterior.of(fresh, positions));
    }
    GenerativeGraph graph = process.graphs().first();
    return of(
        positions == 1
            ? List.of(TransitionPosterior.of(graph, task.prior()))
            : TransitionPosterior.ofAllPositions(graph, task),
        task.vocab());
  }

  /** Of one posterior for each position that has a target. */
  static Predictor of(List<TransitionPosterior> posteriors, int vocab) {
    return new TransitionPosteriors(posteriors, vocab);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void predict(SequenceBatch batch, int b, double[] f) {
    if (posteriors.size() != batch.targetPositions()) {
      throw new IllegalArgumentException(
          posteriors.size()
              + " posteriors for targets at "
              + batch.targetPositions()
              + " positions");
    }
    for (int p = 0; p < posteriors.size(); p++) {
      posteriors.get(p).predict(batch, b, counts, mean);
      System.arraycopy(mean, 0, f, p * mean.length, mean.length);
    }
  }
}
