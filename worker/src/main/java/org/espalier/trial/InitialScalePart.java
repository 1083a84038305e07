package org.espalier.trial;

import static org.espalier.InvalidValueException.require;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.model.Model;
import org.espalier.setting.Parameter;
import org.espalier.setting.Part;
import org.espalier.setting.Range;
import org.espalier.setting.Setting;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;

/**
 * The number with which a model starts: {@code model.initial-scale} of the models that take it,
 * {@code model.beta0} of the reduced one, 0 of the transformer, which ignores it.
 */
final class InitialScalePart implements Part<Learner, Double> {
  private static final Range<Double> NUMBERS =
      Range.<Double>atLeast(0).and(singlePrecision("must be 0 or in"));

  private static final Range<OptionalDouble> SCALES =
      scale ->
          scale.isEmpty()
              ? Optional.empty()
              : NUMBERS.complaint(scale.getAsDouble()).map(InitialScalePart::orAuto);

  /** What the usual scale is decided by. */
  static final List<String> DECIDING = List.of("model.family", "model.heads");

  static final Parameter<Learner, OptionalDouble> SCALE =
      Parameter.of(
              "model.initial-scale",
              Type.realOr("auto"),
              (Learner learner) -> OptionalDouble.of(learner.initialScale()))
          .within(SCALES)
          .when(learner -> learner.model().usualScale().isPresent());

  private static final Parameter<Learner, Double> BETA0 =
      Parameter.real("model.beta0", Learner::initialScale)
          .within(Range.<Double>above(0).and(singlePrecision("must be in")))
          .when(learner -> learner.model() instanceof Model.Reduced);

  private static Range<Double> singlePrecision(String must) {
    return Range.of(
        scale -> scale == 0 || (scale >= 1.2e-38 && scale <= 1e37),
        must
            + " [1.2e-38, 1e37]: in single precision smaller numbers are lost and multiples of"
            + " greater ones infinite");
  }

  /** What a number must be, and that it may be left open: before the reason, if one is given. */
  private static String orAuto(String allowed) {
    int reason = allowed.indexOf(':');
    return reason < 0
        ? allowed + " or auto"
        : allowed.substring(0, reason) + " or auto" + allowed.substring(reason);
  }

  @Override
  public Class<?> component() {
    return Double.class;
  }

  @Override
  public List<String> paths() {
    return Stream.concat(Stream.of(SCALE.path(), BETA0.path()), DECIDING.stream()).toList();
  }

  @Override
  public Double read(Settings s) {
    OptionalDouble scale = SCALE.read(s);
    double beta0 = BETA0.read(s);
    Model model = Model.FAMILY.read(s);
    if (model instanceof Model.Reduced) {
      return beta0;
    }
    OptionalDouble usual = model.usualScale();
    return usual.isPresent() ? scale.orElse(usual.getAsDouble()) : 0;
  }

  @Override
  public void check(Double scale) {
    Optional<String> complaint = NUMBERS.complaint(scale);
    require(complaint.isEmpty(), SCALE.path(), scale, complaint.orElse(""));
  }

  @Override
  public List<Setting<Learner>> settings() {
    return List.of(SCALE.settings().get(0), BETA0.settings().get(0));
  }
}
