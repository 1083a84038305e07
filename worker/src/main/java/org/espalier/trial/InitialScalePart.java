package org.espalier.trial;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Range.above;

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
  private static final Range<Double> NUMBERS = Range.atLeast(0);

  private static final Range<OptionalDouble> SCALES =
      scale ->
          scale.isEmpty()
              ? Optional.empty()
              : NUMBERS.complaint(scale.getAsDouble()).map(allowed -> allowed + " or auto");

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
          .within(above(0))
          .when(learner -> learner.model() instanceof Model.Reduced);

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
