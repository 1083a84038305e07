package org.espalier.trial;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;

/** Reads the block {@code task}, and the shifts that are evaluated in its stead. */
final class TaskReader {
  private static final Map<String, String> PRIOR_OF_PARAMETER =
      Map.of("alpha", "dirichlet", "alphas", "asymmetric", "determinism", "near-deterministic");
  private static final List<String> SHIFT_KEYS =
      List.of("prior", "alpha", "alphas", "determinism", "flip");

  private TaskReader() {}

  static TaskSettings task(Settings s) {
    return s.make(
        "task",
        () ->
            new TaskSettings(
                s.integer("task.vocab"),
                s.integer("task.length"),
                prior(s, "task."),
                s.number("task.flip"),
                s.integer("task.samples")));
  }

  private static TransitionPrior prior(Settings s, String block) {
    var priors = new LinkedHashMap<String, Supplier<TransitionPrior>>();
    priors.put("dirichlet", () -> new TransitionPrior.Dirichlet(s.number(block + "alpha")));
    priors.put("asymmetric", () -> new TransitionPrior.Asymmetric(s.numbers(block + "alphas")));
    priors.put(
        "near-deterministic",
        () -> new TransitionPrior.NearDeterministic(s.number(block + "determinism")));
    priors.put("uniform", TransitionPrior.Uniform::new);
    return s.choice(block + "prior", priors).get();
  }

  /**
   * The shifts: each says what differs from the task under which the model was trained. A parameter
   * implies its prior.
   */
  static List<EvaluationSettings.Shift> shifts(Settings s, TaskSettings task) {
    List<ConfigObject> blocks = s.blocks("evaluation.shifts");
    var shifts = new ArrayList<EvaluationSettings.Shift>();
    for (int i = 0; i < blocks.size(); i++) {
      shifts.add(
          shift(s, String.format(Locale.ROOT, "evaluation.shifts[%d]", i), blocks.get(i), task));
    }
    return shifts;
  }

  private static EvaluationSettings.Shift shift(
      Settings trained, String label, ConfigObject block, TaskSettings task) {
    for (String key : block.keySet()) {
      if (!SHIFT_KEYS.contains(key)) {
        throw SettingText.refusal(
            block.get(key).origin(), label + ": " + NearestName.unknownKey(key, SHIFT_KEYS));
      }
    }
    Settings s = Settings.of(label + ".", key -> shifted(trained, block, key));
    return s.make(
        "",
        () -> {
          var shifted =
              new TaskSettings(task.vocab(), task.length(), prior(s, ""), s.number("flip"), 0);
          return new EvaluationSettings.Shift(shifted.prior(), shifted.flip());
        });
  }

  private static ConfigValue shifted(Settings trained, ConfigObject block, String key) {
    if (block.containsKey(key)) {
      return block.get(key);
    }
    if (key.equals("prior")) {
      for (String parameter : List.of("alpha", "alphas", "determinism")) {
        if (block.containsKey(parameter)) {
          return ConfigValueFactory.fromAnyRef(PRIOR_OF_PARAMETER.get(parameter));
        }
      }
    }
    return trained.value("task." + key);
  }
}
