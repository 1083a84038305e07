package org.espalier.train;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.belowOne;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;
import org.espalier.setting.Range;

/** How a gradient becomes a change of the parameters. */
public sealed interface Optimizer extends Serializable {

  /** The optimisers, of which {@code training.optimizer} chooses one. */
  @SuppressWarnings("ClassInitializationDeadlock") // the list is made when it is first needed
  Family<Optimizer> FAMILY =
      Family.of("training.optimizer", Optimizer.class, () -> List.of(Sgd.SETTINGS, AdamW.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

  /** theta <- theta - lr g. */
  record Sgd() implements Optimizer {
    private static final Declaration<Sgd> SETTINGS = Declaration.of("sgd", Sgd.class);
  }

  /**
   * Adam with bias correction and decoupled weight decay (Loshchilov and Hutter 2019). Steps are
   * computed in single precision, in which the decays must be below 1 and epsilon sqrt(1 - beta2),
   * the least that is added to a root, above 0.
   *
   * @param beta1 decay of the mean of gradients, in [0, 0.99999997]
   * @param beta2 decay of the mean of squared gradients, likewise
   * @param epsilon added to the root of the mean of squares, at least 2^-149 / sqrt(1 - beta2)
   */
  record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {
    private static final double MOST_BETA = 0.99999997;

    private static final Range<Double> DECAY =
        belowOne()
            .and(
                Range.of(
                    beta -> beta <= MOST_BETA,
                    "must be at most "
                        + MOST_BETA
                        + ": greater numbers are 1 in single precision, in which steps are computed"));

    private static final Range<Double> EPSILON =
        Range.<Double>above(0)
            .and(
                Range.of(
                    epsilon -> epsilon <= Float.MAX_VALUE,
                    "must be at most 3.4e38: greater numbers are infinite in single precision, in"
                        + " which steps are computed"));

    private static final Declaration<AdamW> SETTINGS =
        Declaration.of(
            "adamw",
            AdamW.class,
            real("training.beta1", AdamW::beta1).within(DECAY),
            real("training.beta2", AdamW::beta2).within(DECAY),
            real("training.adam-epsilon", AdamW::epsilon).within(EPSILON));

    public AdamW {
      SETTINGS.check(beta1, beta2, epsilon);
      double least = Float.MIN_VALUE / Math.sqrt(1 - beta2);
      require(
          epsilon >= least,
          "training.adam-epsilon",
          epsilon,
          String.format(
              Locale.ROOT,
              "must be at least %s with training.beta2 = %s, else what is added is 0 in single"
                  + " precision",
              least,
              beta2));
    }
  }
}
