package org.espalier.train;

import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.atLeast;
import static org.espalier.setting.Range.atLeastZeroInSinglePrecision;

import java.io.Serializable;
import org.espalier.setting.Declaration;

/**
 * What keeps large gradients and the first steps from breaking training.
 *
 * @param clipNorm c: a gradient whose Euclidean norm over all parameters of a stage is above c is
 *     scaled down to c; 0: never
 * @param warmUp w: in the first w steps of a stage the learning rate is multiplied by (t + 1) / w,
 *     t = 0, 1, ..; 0: nothing is
 */
public record Safeguards(double clipNorm, int warmUp) implements Serializable {

  /** Its settings. */
  public static final Declaration<Safeguards> SETTINGS =
      Declaration.of(
          Safeguards.class,
          real("training.clip-norm", Safeguards::clipNorm)
              .within(atLeastZeroInSinglePrecision())
              .offAt(0.0),
          integer("training.warm-up", Safeguards::warmUp).within(atLeast(0)).offAt(0));

  /** None. */
  public static final Safeguards NONE = new Safeguards(0, 0);

  public Safeguards {
    SETTINGS.check(clipNorm, warmUp);
  }

  /** By what the learning rate of step t of a stage, from 0, is multiplied. */
  double warmUpFactor(int step) {
    return step < warmUp ? (step + 1.0) / warmUp : 1;
  }
}
