package org.espalier.train;

import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.aboveZeroInSinglePrecision;
import static org.espalier.setting.Range.atLeast;

import java.io.Serializable;
import java.util.List;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;

/** Which parameters are trained when. */
public sealed interface Algorithm extends Serializable {

  /** The algorithms, of which {@code training.algorithm} chooses one. */
  @SuppressWarnings("ClassInitializationDeadlock") // the list is made when it is first needed
  Family<Algorithm> FAMILY =
      Family.of(
          "training.algorithm", Algorithm.class, () -> List.of(Joint.SETTINGS, Staged.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

  /** All parameters at every step. */
  record Joint() implements Algorithm {
    private static final Declaration<Joint> SETTINGS = Declaration.of("joint", Joint.class);
  }

  /**
   * The paper's Algorithm 1 on the reduced model: tau1 steps on A1 alone with rate eta1 (the
   * settings' own steps and learning rate), then tau2 steps on A2 alone with rate eta2.
   *
   * @param stage2Steps tau2, at least 1
   * @param stage2LearningRate eta2, > 0
   */
  record Staged(int stage2Steps, double stage2LearningRate) implements Algorithm {
    private static final Declaration<Staged> SETTINGS =
        Declaration.of(
            "staged",
            Staged.class,
            integer("training.stage2-steps", Staged::stage2Steps).within(atLeast(1)),
            real("training.stage2-learning-rate", Staged::stage2LearningRate)
                .within(aboveZeroInSinglePrecision()));

    public Staged {
      SETTINGS.check(stage2Steps, stage2LearningRate);
    }
  }
}
