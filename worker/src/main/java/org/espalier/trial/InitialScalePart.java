package org.espalier.trial;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Range.above;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.model.Gpt;
import org.espalier.model.Model;
import org.espalier.setting.Parameter;
import org.espalier.setting.Part;
import org.espalier.setting.Range;
import org.espalier.setting.Setting;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;

/**
 * The number with which a model starts: {@code model.initial-scale} of the disentangled model and
 * of gpt, {@code model.beta0} of the reduced one, 0 of the transformer, which ignores it.
 */
final class InitialScalePart implements Part<TrialSpec, Double> {
  /** Of the disentangled model where some layer has several heads, which would stay equal at 0. */
  private static final double APART = 1e-4;

  /** Of gpt. */
  private static final double USUAL = 0.02;

  private static final Range<Double> NUMBERS = Range.atLeast(0);

  private static final Range<OptionalDouble> SCALES =
      scale ->
          scale.isEmpty()
              ? Optional.empty()
              : NUMBERS.complaint(scale.getAsDouble()).map(allowed -> allowed + " or auto");

  private static final Parameter<TrialSpec, OptionalDouble> SCALE =
      Parameter.of(
              "model.initial-scale",
              Type.realOr("auto"),
              (TrialSpec spec) -> OptionalDouble.of(spec.initialScale()))
          .within(SCALES)
          .when(spec -> spec.model() instanceof Model.Disentangled || spec.model() instanceof Gpt);

  private static final Parameter<TrialSpec, Double> BETA0 =
      Parameter.real("model.beta0", TrialSpec::initialScale)
          .within(above(0))
          .when(spec -> spec.model() instanceof Model.Reduced);

  @Override
  public Class<?> component() {
    return Double.class;
  }

  @Override
  public List<String> paths() {
    return List.of(SCALE.path(), BETA0.path(), "model.family", "model.heads");
  }

  @Override
  public Double read(Settings s) {
    OptionalDouble scale = SCALE.read(s);
    double beta0 = BETA0.read(s);
    Model model = Model.FAMILY.read(s);
    if (model instanceof Model.Reduced) {
      return beta0;
    }
    if (model instanceof Gpt) {
      return scale.orElse(USUAL);
    }
    if (!(model instanceof Model.Disentangled)) {
      return 0.0;
    }
    boolean oneHeadEach = model.heads().stream().allMatch(heads -> heads == 1);
    return scale.orElse(oneHeadEach ? 0 : APART);
  }

  @Override
  public void check(Double scale) {
    Optional<String> complaint = NUMBERS.complaint(scale);
    require(complaint.isEmpty(), SCALE.path(), scale, complaint.orElse(""));
  }

  @Override
  public List<Setting<TrialSpec>> settings() {
    return List.of(SCALE.settings().get(0), BETA0.settings().get(0));
  }
}
