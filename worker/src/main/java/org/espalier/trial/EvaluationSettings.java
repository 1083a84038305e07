package org.espalier.trial;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Parameter.listOf;
import static org.espalier.setting.Range.atLeast;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.espalier.setting.Declaration;
import org.espalier.setting.Group;
import org.espalier.setting.Range;
import org.espalier.task.PredictorKind;
import org.espalier.task.TransitionPrior;

/**
 * What is measured of a trial, and how often.
 *
 * @param curve the learning curve
 * @param readOut how the graph is read out of the model
 * @param theorySequences sequences behind the theory columns; 0 leaves them out
 * @param shifts other distributions under which the trained model is evaluated
 * @param bayes the Bayes predictor and the construction
 * @param predictors what the model is compared with along its learning curve, without repetition
 */
public record EvaluationSettings(
    Curve curve,
    ReadOut readOut,
    int theorySequences,
    List<Shift> shifts,
    Bayes bayes,
    List<PredictorKind> predictors)
    implements Serializable {

  /**
   * The learning curve.
   *
   * @param every steps between two rows, at least 1
   * @param sequences held-out sequences behind each test loss, at least 1
   * @param watch steps between two looks at edge accuracy for the steps at which it first reaches
   *     .5, .9 and 1, at least 1
   */
  public record Curve(int every, int sequences, int watch) implements Serializable {
    private static final Declaration<Curve> SETTINGS =
        Declaration.of(
            Curve.class,
            integer("evaluation.every", Curve::every).within(atLeast(1)),
            integer("evaluation.sequences", Curve::sequences).within(atLeast(1)),
            integer("evaluation.watch", Curve::watch).within(atLeast(1)));

    public Curve {
      SETTINGS.check(every, sequences, watch);
    }
  }

  /**
   * How the graph is read out of the model: by attention, and by attribution beside it.
   *
   * @param checkpoints steps at which first-layer attention is stored besides the last, ascending
   * @param attentionSequences held-out sequences behind the batch-mean attention, at least 1
   * @param attributionSequences held-out sequences behind ablations and gradient x attention; 0
   *     leaves them out
   */
  public record ReadOut(List<Integer> checkpoints, int attentionSequences, int attributionSequences)
      implements Serializable {
    private static final Declaration<ReadOut> SETTINGS =
        Declaration.of(
            ReadOut.class,
            integers("evaluation.checkpoints", ReadOut::checkpoints)
                .within(
                    Range.of(c -> c.stream().allMatch(step -> step >= 0), "must be steps >= 0")),
            integer("evaluation.attention-sequences", ReadOut::attentionSequences)
                .within(atLeast(1)),
            integer("evaluation.attribution-sequences", ReadOut::attributionSequences)
                .within(atLeast(0))
                .offAt(0));

    public ReadOut {
      SETTINGS.check(checkpoints, attentionSequences, attributionSequences);
      checkpoints = checkpoints.stream().sorted().distinct().toList();
    }
  }

  /**
   * A distribution under which a trained model is evaluated though it was trained under another.
   *
   * @param prior distribution of the transition matrix
   * @param flip probability that a shown context token is replaced by a uniform one
   * @param pool number of matrices of the pool that the model was trained on, from which sequences
   *     come; 0 for fresh matrices
   */
  public record Shift(TransitionPrior prior, double flip, int pool) implements Serializable {
    public Shift {
      require(flip >= 0 && flip <= 1, "task.flip", flip, "must be in [0, 1]");
      require(pool >= 0, "task.pool", pool, "must be >= 0");
    }

    /** As the canonical form has it, where a pool of 0 is left out: ids are older than pools. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "Shift[prior=%s, flip=%s%s]",
          prior,
          flip,
          pool == 0 ? "" : ", pool=" + pool);
    }
  }

  /**
   * The Bayes predictor and the paper's construction.
   *
   * @param draws draws of the transition distribution behind each prediction, at least 2; 0 leaves
   *     both out
   * @param sequences held-out sequences that are predicted, at least 2
   */
  public record Bayes(int draws, int sequences) implements Serializable {

    /** Of trials whose canonical form says nothing of it, as those before there was the setting. */
    private static final int USUAL_DRAWS = 128;

    /** Likewise. */
    private static final int USUAL_SEQUENCES = 8192;

    /** A prediction's draws are held in memory together. */
    private static final int MOST_DRAWS = 1_000_000;

    private static final Declaration<Bayes> SETTINGS =
        Declaration.of(
            Bayes.class,
            integer("evaluation.bayes-draws", Bayes::draws)
                .within(
                    Range.<Integer>of(draws -> draws == 0 || draws >= 2, "must be 0 or >= 2")
                        .and(
                            Range.of(
                                draws -> draws <= MOST_DRAWS, "must be at most " + MOST_DRAWS)))
                .offAt(USUAL_DRAWS),
            integer("evaluation.bayes-sequences", Bayes::sequences)
                .within(atLeast(2))
                .offAt(USUAL_SEQUENCES)
                .when(bayes -> bayes.draws() > 0));

    /** As many draws and sequences as trials have that say nothing of it. */
    public static final Bayes USUAL = new Bayes(USUAL_DRAWS, USUAL_SEQUENCES);

    public Bayes {
      SETTINGS.check(draws, sequences);
    }
  }

  /** Its settings. */
  static final Declaration<EvaluationSettings> SETTINGS =
      Declaration.of(
          EvaluationSettings.class,
          Group.of(Curve.SETTINGS, EvaluationSettings::curve),
          Group.of(ReadOut.SETTINGS, EvaluationSettings::readOut),
          integer("evaluation.theory-sequences", EvaluationSettings::theorySequences)
              .within(atLeast(0)),
          new ShiftsPart(),
          Group.of(Bayes.SETTINGS, EvaluationSettings::bayes),
          listOf(
                  "evaluation.predictors",
                  PredictorKind.class,
                  PredictorKind::label,
                  EvaluationSettings::predictors)
              .offAt(List.of()));

  /** Without predictors along the learning curve. */
  public EvaluationSettings(
      Curve curve, ReadOut readOut, int theorySequences, List<Shift> shifts, Bayes bayes) {
    this(curve, readOut, theorySequences, shifts, bayes, List.of());
  }

  public EvaluationSettings {
    SETTINGS.check(curve, readOut, theorySequences, shifts, bayes, predictors);
    require(
        predictors.stream().distinct().count() == predictors.size(),
        "evaluation.predictors",
        predictors.stream().map(PredictorKind::label).toList(),
        "must name each predictor once");
    shifts = List.copyOf(shifts);
    predictors = List.copyOf(predictors);
  }

  /** The same without read-outs beside attention. */
  EvaluationSettings withoutAttribution() {
    return new EvaluationSettings(
        curve,
        new ReadOut(readOut.checkpoints(), readOut.attentionSequences(), 0),
        theorySequences,
        shifts,
        bayes,
        predictors);
  }
}
