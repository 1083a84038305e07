package org.espalier.trial;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.setting.NearestName;
import org.espalier.setting.Part;
import org.espalier.setting.Setting;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;

/**
 * The setting {@code evaluation.shifts}: a list of blocks, each of which says what differs from the
 * task under which the model was trained. A parameter of a prior implies that prior, unless the
 * trained one has it too. Where the prior is named, matrices are fresh, also if the model was
 * trained on a pool.
 */
final class ShiftsPart implements Part<EvaluationSettings, List<EvaluationSettings.Shift>> {
  private static final String PATH = "evaluation.shifts";
  private static final String TASK = "task.";
  private static final String PRIOR = "prior";
  private static final String FLIP = "flip";
  private static final String POOL = "pool";

  @Override
  public Class<?> component() {
    return List.class;
  }

  @Override
  public List<String> paths() {
    var paths = new ArrayList<String>();
    paths.add(PATH);
    paths.addAll(TaskSettings.SETTINGS.paths());
    return paths;
  }

  @Override
  public void check(List<EvaluationSettings.Shift> shifts) {
    // each has been by its own constructor
  }

  @Override
  public List<Setting<EvaluationSettings>> settings() {
    return List.of(
        new Setting<>(
            PATH,
            Type.text(),
            "[]",
            List.of(),
            false,
            settings -> written(settings.shifts()),
            settings -> settings.shifts().isEmpty() ? null : settings.shifts().toString()));
  }

  /** Shifts as a sweep file has them, each with all that it can say. */
  private static String written(List<EvaluationSettings.Shift> shifts) {
    return shifts.stream().map(ShiftsPart::written).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String written(EvaluationSettings.Shift shift) {
    var parts = new ArrayList<String>();
    for (Setting<TransitionPrior> setting : TransitionPrior.FAMILY.settings()) {
      Object value = setting.value().apply(shift.prior());
      if (value != null) {
        parts.add(setting.path().substring(TASK.length()) + " = " + value);
      }
    }
    parts.add(FLIP + " = " + shift.flip());
    parts.add(POOL + " = " + shift.pool());
    return "{ " + String.join(", ", parts) + " }";
  }

  @Override
  public List<EvaluationSettings.Shift> read(Settings s) {
    List<ConfigObject> blocks = s.blocks(PATH);
    var shifts = new ArrayList<EvaluationSettings.Shift>();
    for (int i = 0; i < blocks.size(); i++) {
      shifts.add(shift(s, PATH + "[" + i + "]", blocks.get(i)));
    }
    return shifts;
  }

  private static EvaluationSettings.Shift shift(
      Settings trained, String label, ConfigObject block) {
    Set<String> keys = keys();
    for (String key : new TreeSet<>(block.keySet())) {
      if (!keys.contains(key)) {
        throw SettingText.refusal(
            block.get(key).origin(), label + ": " + NearestName.unknownKey(key, keys));
      }
    }
    Settings s =
        Settings.of(
            path -> label + "." + path.substring(TASK.length()),
            path -> shifted(trained, block, path.substring(TASK.length())));
    TaskSettings shifted = TaskSettings.SETTINGS.read(s);
    return new EvaluationSettings.Shift(shifted.prior(), shifted.flip(), shifted.pool());
  }

  /** What a shift can change: the prior, a parameter of any prior, noise, and the pool. */
  private static Set<String> keys() {
    var keys = new LinkedHashSet<String>();
    TransitionPrior.FAMILY
        .settings()
        .forEach(setting -> keys.add(setting.path().substring(TASK.length())));
    keys.add(FLIP);
    keys.add(POOL);
    return keys;
  }

  private static boolean isOfPrior(String key) {
    return key.equals(PRIOR) || !TransitionPrior.FAMILY.namesOf(TASK + key).isEmpty();
  }

  private static ConfigValue shifted(Settings trained, ConfigObject block, String key) {
    ConfigValue usual = trained.value(TASK + key);
    if (block.containsKey(key)) {
      return block.get(key);
    }
    if (key.equals(POOL) && block.keySet().stream().anyMatch(ShiftsPart::isOfPrior)) {
      return ConfigValueFactory.fromAnyRef(0); // the pool is of another distribution
    }
    if (!key.equals(PRIOR)) {
      return usual;
    }
    for (String written : new TreeSet<>(block.keySet())) {
      List<String> priors = TransitionPrior.FAMILY.namesOf(TASK + written);
      if (!priors.isEmpty() && !priors.contains(usual.unwrapped())) {
        return ConfigValueFactory.fromAnyRef(priors.get(0));
      }
    }
    return usual;
  }
}
