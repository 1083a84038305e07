package org.espalier.trial;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.setting.Parameter;
import org.espalier.setting.Setting;
import org.espalier.setting.Type;

/**
 * Every setting of a trial, as the declarations of {@link TrialSpec} and its parts have it.
 *
 * <p>The canonical form, the configuration columns of the {@code trials} table, completion and the
 * reader all follow this list. A value of null says that the setting does not apply to this trial
 * or stands for none; a setting that is switched off has its value.
 */
public final class SpecKeys {

  /** All settings in the order of {@code reference.conf}. */
  public static final List<Setting<TrialSpec>> ALL = all();

  /** All settings in the order of their paths' characters, as the canonical form has them. */
  static final List<Setting<TrialSpec>> BY_PATH =
      ALL.stream().sorted(Comparator.comparing(Setting::path)).toList();

  private static final Map<String, Setting<TrialSpec>> BY_NAME =
      ALL.stream().collect(toUnmodifiableMap(Setting::path, Function.identity()));

  private static final Map<String, Type<?>> INPUTS =
      TrialSpec.SETTINGS.inputs().stream()
          .collect(toUnmodifiableMap(Parameter::path, Parameter::type));

  private SpecKeys() {}

  private static List<Setting<TrialSpec>> all() {
    List<String> order = new ArrayList<>(ReferenceSettings.ofTrial().defaults().keySet());
    return TrialSpec.SETTINGS.settings().stream()
        .sorted(Comparator.comparingInt(setting -> order.indexOf(setting.path())))
        .toList();
  }

  /** The setting of a path; empty for {@code graph.file}, say, which only finds another. */
  public static Optional<Setting<TrialSpec>> find(String path) {
    return Optional.ofNullable(BY_NAME.get(path));
  }

  /**
   * The settings that decide the value of another where it is {@code auto}; none for most. Trials
   * that have those alike, and no value of their own, have the other alike.
   */
  public static List<String> deciding(String path) {
    return path.equals(InitialScalePart.SCALE.path()) ? InitialScalePart.DECIDING : List.of();
  }

  /** The type of a setting, or of a key that only finds another. */
  static Type<?> type(String path) {
    return BY_NAME.containsKey(path) ? BY_NAME.get(path).type() : INPUTS.get(path);
  }

  /**
   * Whether a setting applies to a trial, be it off or stand for none. A key that only finds others
   * applies where they do.
   */
  public static boolean applies(String path, TrialSpec spec) {
    if (INPUTS.containsKey(path)) {
      return find(GraphFiles.PARENTS).orElseThrow().value().apply(spec) != null;
    }
    Setting<TrialSpec> setting = BY_NAME.get(path);
    return setting.alwaysApplies() || setting.value().apply(spec) != null;
  }
}
