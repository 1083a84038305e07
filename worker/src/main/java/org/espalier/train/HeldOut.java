package org.espalier.train;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.GradientEngine;
import org.espalier.model.Parameters;
import org.espalier.task.Baselines;
import org.espalier.task.Predictor;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSource;

/**
 * Sequences that are drawn once and never trained on, with the losses of the predictors that need
 * no training.
 */
public final class HeldOut {
  private final List<SequenceBatch> batches;
  private final int sequences;
  private final Baselines baselines;

  private HeldOut(List<SequenceBatch> batches, int sequences, Baselines baselines) {
    this.batches = batches;
    this.sequences = sequences;
    this.baselines = baselines;
  }

  /**
   * Draws the sequences and measures the baselines.
   *
   * @param source where they come from
   * @param sequences how many
   * @param like a batch of the size in which they are kept, and of their length and vocabulary
   * @param posterior the baseline that knows the graph
   * @param pause called between batches; what it throws ends the drawing
   */
  public static HeldOut draw(
      SequenceSource source,
      int sequences,
      SequenceBatch like,
      Predictor posterior,
      Runnable pause) {
    var batches = new ArrayList<SequenceBatch>();
    double transitionPosterior = 0;
    double entropy = 0;
    double uniform = 0;
    double unigram = 0;
    double squares = 0;
    for (int drawn = 0; drawn < sequences; drawn += like.size()) {
      pause.run();
      int size = Math.min(like.size(), sequences - drawn);
      var batch = like.like(size);
      source.draw(batch);
      batches.add(batch);
      Baselines here = Baselines.of(batch, posterior);
      double weight = (double) size / sequences;
      transitionPosterior += weight * here.transitionPosterior();
      entropy += weight * here.entropy();
      uniform += weight * here.uniform();
      unigram += weight * here.unigram();
      squares += weight * here.posteriorSquare(size);
    }
    return new HeldOut(
        batches,
        sequences,
        new Baselines(
            transitionPosterior,
            entropy,
            uniform,
            unigram,
            Baselines.error(transitionPosterior, squares, sequences)));
  }

  /** The sequences, in the batches in which they are kept. Not copies: do not write. */
  public List<SequenceBatch> batches() {
    return List.copyOf(batches);
  }

  /** Losses on these sequences without a model. */
  public Baselines baselines() {
    return baselines;
  }

  /**
   * A model's mean loss over all sequences, in nats.
   *
   * @param pause called between batches; what it throws ends the evaluation
   */
  public double loss(GradientEngine engine, Parameters parameters, Runnable pause) {
    double sum = 0;
    for (SequenceBatch batch : batches) {
      pause.run();
      sum += batch.size() * engine.loss(batch, parameters.flat());
    }
    return sum / sequences;
  }

  /** The first {@code count} sequences, or all if there are fewer. */
  public SequenceBatch first(int count) {
    int size = Math.min(count, sequences);
    SequenceBatch first = batches.get(0);
    if (first.size() == size) {
      return first;
    }
    var copy = first.like(size);
    int done = 0;
    for (SequenceBatch batch : batches) {
      int part = Math.min(batch.size(), size - done);
      batch.copy(0, part, copy, done);
      done += part;
    }
    return copy;
  }
}
