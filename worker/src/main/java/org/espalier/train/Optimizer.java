package org.espalier.train;

import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.above;
import static org.espalier.setting.Range.belowOne;

import java.io.Serializable;
import java.util.List;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;

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
   * Adam with bias correction and decoupled weight decay (Loshchilov and Hutter 2019).
   *
   * @param beta1 decay of the mean of gradients, in [0, 1)
   * @param beta2 decay of the mean of squared gradients, in [0, 1)
   * @param epsilon added to the root of the mean of squares, > 0
   */
  record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {
    private static final Declaration<AdamW> SETTINGS =
        Declaration.of(
            "adamw",
            AdamW.class,
            real("training.beta1", AdamW::beta1).within(belowOne()),
            real("training.beta2", AdamW::beta2).within(belowOne()),
            real("training.adam-epsilon", AdamW::epsilon).within(above(0)));

    public AdamW {
      SETTINGS.check(beta1, beta2, epsilon);
    }
  }
}
