package org.espalier.trial;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.oneOf;

import java.io.Serializable;
import java.util.Locale;
import org.espalier.model.EngineChoice;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.setting.Declaration;

/**
 * What is trained: a model, where it starts, what computes its gradient, and of what.
 *
 * @param model what is trained
 * @param initialScale standard deviation of the initial attention matrices of the disentangled
 *     model and of their factors, and of what gpt starts with; beta0 of the reduced one; of the
 *     transformer, which has none, always 0; >= 0
 * @param engine what computes the gradient, one that there is for the model
 * @param loss the positions at which predictions count; all of them only with a model that
 *     {@linkplain Model#predictsEverywhere predicts everywhere}
 */
public record Learner(Model model, double initialScale, EngineChoice engine, LossPositions loss)
    implements Serializable {

  /** Its settings. */
  static final Declaration<Learner> SETTINGS =
      Declaration.of(
          Learner.class,
          Model.FAMILY.in(Learner::model),
          new InitialScalePart(),
          oneOf("training.engine", EngineChoice.class, EngineChoice::label, Learner::engine),
          oneOf("training.loss", LossPositions.class, LossPositions::label, Learner::loss)
              .offAt(LossPositions.LAST));

  /** With a loss at the last position. */
  public Learner(Model model, double initialScale, EngineChoice engine) {
    this(model, initialScale, engine, LossPositions.LAST);
  }

  public Learner {
    SETTINGS.check(model, initialScale, engine, loss);
    initialScale = model instanceof Model.Transformer ? 0 : initialScale;
    require(
        model.engines().contains(engine.of(model)),
        "training.engine",
        engine.label(),
        String.format(
            Locale.ROOT,
            engine == EngineChoice.SAMEDIFF
                ? "must be auto or kernel with model.family = %s: SameDiff has no graph for it"
                : "must be auto or samediff with model.family = %s: there is no kernel for it",
            model.name()));
    require(
        loss == LossPositions.LAST || model.predictsEverywhere(),
        "training.loss",
        loss.label(),
        String.format(
            Locale.ROOT,
            "must be last with model.family = %s, which predicts at the last position alone",
            model.name()));
    require(
        loss == LossPositions.LAST || engine.of(model) == EngineChoice.KERNEL,
        "training.loss",
        loss.label(),
        "must be last with training.engine = samediff, whose graphs predict at the last position"
            + " alone");
  }
}
