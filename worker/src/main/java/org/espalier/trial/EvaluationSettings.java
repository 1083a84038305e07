package org.espalier.trial;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Range.atLeast;

import java.io.Serializable;
import java.util.List;
import org.espalier.setting.Declaration;
import org.espalier.setting.Range;
import org.espalier.task.TransitionPrior;

/**
 * What is measured of a trial, and how often.
 *
 * @param every steps between two rows of the learning curve, at least 1
 * @param sequences held-out sequences behind each test loss, at least 1
 * @param watch steps between two looks at edge accuracy for the steps at which it first reaches .5,
 *     .9 and 1, at least 1
 * @param checkpoints steps at which first-layer attention is stored besides the last, ascending
 * @param attentionSequences held-out sequences behind the batch-mean attention, at least 1
 * @param theorySequences sequences behind the theory columns; 0 leaves them out
 * @param shifts other distributions under which the trained model is evaluated
 * @param bayesDraws draws of the transition distribution behind each prediction of the Bayes
 *     predictor, at least 2; 0 leaves it and the construction out
 * @param bayesSequences held-out sequences that it predicts, at least 2
 * @param attributionSequences held-out sequences behind ablations and gradient x attention; 0
 *     leaves them out
 */
public record EvaluationSettings(
    int every,
    int sequences,
    int watch,
    List<Integer> checkpoints,
    int attentionSequences,
    int theorySequences,
    List<Shift> shifts,
    int bayesDraws,
    int bayesSequences,
    int attributionSequences)
    implements Serializable {

  /**
   * A distribution under which a trained model is evaluated though it was trained under another.
   *
   * @param prior distribution of the transition matrix
   * @param flip probability that a shown context token is replaced by a uniform one
   */
  public record Shift(TransitionPrior prior, double flip) implements Serializable {
    public Shift {
      require(flip >= 0 && flip <= 1, "task.flip", flip, "must be in [0, 1]");
    }
  }

  /** Of trials whose canonical form says nothing of it, as those before there was the setting. */
  static final int BAYES_DRAWS = 128;

  /** Likewise. */
  static final int BAYES_SEQUENCES = 8192;

  /** Its settings. */
  static final Declaration<EvaluationSettings> SETTINGS =
      Declaration.of(
          EvaluationSettings.class,
          integer("evaluation.every", EvaluationSettings::every).within(atLeast(1)),
          integer("evaluation.sequences", EvaluationSettings::sequences).within(atLeast(1)),
          integer("evaluation.watch", EvaluationSettings::watch).within(atLeast(1)),
          integers("evaluation.checkpoints", EvaluationSettings::checkpoints)
              .within(Range.of(c -> c.stream().allMatch(step -> step >= 0), "must be steps >= 0")),
          integer("evaluation.attention-sequences", EvaluationSettings::attentionSequences)
              .within(atLeast(1)),
          integer("evaluation.theory-sequences", EvaluationSettings::theorySequences)
              .within(atLeast(0)),
          new ShiftsPart(),
          integer("evaluation.bayes-draws", EvaluationSettings::bayesDraws)
              .within(Range.of(draws -> draws == 0 || draws >= 2, "must be 0 or >= 2"))
              .offAt(BAYES_DRAWS),
          integer("evaluation.bayes-sequences", EvaluationSettings::bayesSequences)
              .within(atLeast(2))
              .offAt(BAYES_SEQUENCES)
              .when(evaluation -> evaluation.bayesDraws() > 0),
          integer("evaluation.attribution-sequences", EvaluationSettings::attributionSequences)
              .within(atLeast(0))
              .offAt(0));

  /** Without read-outs beside attention. */
  public EvaluationSettings(
      int every,
      int sequences,
      int watch,
      List<Integer> checkpoints,
      int attentionSequences,
      int theorySequences,
      List<Shift> shifts,
      int bayesDraws,
      int bayesSequences) {
    this(
        every,
        sequences,
        watch,
        checkpoints,
        attentionSequences,
        theorySequences,
        shifts,
        bayesDraws,
        bayesSequences,
        0);
  }

  /** With the usual Bayes predictor, without read-outs beside attention. */
  public EvaluationSettings(
      int every,
      int sequences,
      int watch,
      List<Integer> checkpoints,
      int attentionSequences,
      int theorySequences,
      List<Shift> shifts) {
    this(
        every,
        sequences,
        watch,
        checkpoints,
        attentionSequences,
        theorySequences,
        shifts,
        BAYES_DRAWS,
        BAYES_SEQUENCES);
  }

  public EvaluationSettings {
    SETTINGS.check(
        every,
        sequences,
        watch,
        checkpoints,
        attentionSequences,
        theorySequences,
        shifts,
        bayesDraws,
        bayesSequences,
        attributionSequences);
    checkpoints = checkpoints.stream().sorted().distinct().toList();
    shifts = List.copyOf(shifts);
  }

  /** The same without read-outs beside attention. */
  EvaluationSettings withoutAttribution() {
    return new EvaluationSettings(
        every,
        sequences,
        watch,
        checkpoints,
        attentionSequences,
        theorySequences,
        shifts,
        bayesDraws,
        bayesSequences);
  }
}
