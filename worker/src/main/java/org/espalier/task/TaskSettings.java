package org.espalier.task;

import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.oneOf;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.atLeast;
import static org.espalier.setting.Range.probability;
import static org.espalier.setting.Range.whole;

import java.io.Serializable;
import org.espalier.setting.Declaration;
import org.espalier.setting.Range;

/**
 * How sequences are drawn from a graph.
 *
 * @param vocab S, 2 to 64
 * @param length T with the query, at least 3
 * @param prior distribution of the transition matrix
 * @param flip probability that a shown context token is replaced by a uniform one after generation,
 *     in [0, 1]; the target stays clean
 * @param samples number of training sequences, shuffled and reused; 0 draws fresh ones at every
 *     step
 * @param roots distribution of the symbols of nodes without a parent
 * @param target what training sequences have for a target
 * @param pool number of transition matrices M, drawn from the prior once for the trial, of which
 *     each sequence takes one; 0 draws a fresh one for every sequence
 */
public record TaskSettings(
    int vocab,
    int length,
    TransitionPrior prior,
    double flip,
    int samples,
    RootDistribution roots,
    Target target,
    int pool)
    implements Serializable {

  /** Its settings. */
  public static final Declaration<TaskSettings> SETTINGS =
      Declaration.of(
          TaskSettings.class,
          integer("task.vocab", TaskSettings::vocab).within(whole(2, 64)),
          integer("task.length", TaskSettings::length).within(atLeast(3)),
          TransitionPrior.FAMILY.in(TaskSettings::prior),
          real("task.flip", TaskSettings::flip).within(probability()).offAt(0.0),
          integer("task.samples", TaskSettings::samples).within(atLeast(0)).offAt(0),
          oneOf("task.roots", RootDistribution.class, RootDistribution::label, TaskSettings::roots)
              .offAt(RootDistribution.AUTO),
          oneOf("task.target", Target.class, Target::label, TaskSettings::target).offAt(Target.LAW),
          integer("task.pool", TaskSettings::pool)
              .within(
                  Range.of(
                      pool -> pool >= 0,
                      "must be at least 1, or 0 for a fresh matrix in every sequence"))
              .offAt(0));

  /** With the distribution of the roots that the graph's kind has by itself. */
  public TaskSettings(int vocab, int length, TransitionPrior prior, double flip, int samples) {
    this(vocab, length, prior, flip, samples, RootDistribution.AUTO);
  }

  /**
   * With the distribution of the next token as the target, and a fresh matrix in every sequence.
   */
  public TaskSettings(
      int vocab,
      int length,
      TransitionPrior prior,
      double flip,
      int samples,
      RootDistribution roots) {
    this(vocab, length, prior, flip, samples, roots, Target.LAW, 0);
  }

  public TaskSettings {
    SETTINGS.check(vocab, length, prior, flip, samples, roots, target, pool);
    prior.requireDefined(vocab);
  }

  /** The same with another distribution of the roots. */
  public TaskSettings withRoots(RootDistribution other) {
    return new TaskSettings(vocab, length, prior, flip, samples, other, target, pool);
  }

  /**
   * The same with the distribution of the next token as the target. What a drawn token costs a
   * model is on average what the distribution costs it, so losses are measured with the latter.
   */
  public TaskSettings withLaw() {
    return new TaskSettings(vocab, length, prior, flip, samples, roots, Target.LAW, pool);
  }

  /** The same with a pool of another size. */
  public TaskSettings withPool(int other) {
    return new TaskSettings(vocab, length, prior, flip, samples, roots, target, other);
  }
}
