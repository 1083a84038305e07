package org.espalier.sweep;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.espalier.setting.Kind;
import org.espalier.setting.Setting;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;

/**
 * What some settings of a trial must be: {@code { graph.family = [lag, dag], task.vocab = 3 }}.
 *
 * @param written as it stands in the sweep file
 * @param allowed for each path, the values in their normal form of which one is needed
 */
public record Condition(ConfigObject written, Map<String, Set<String>> allowed) {

  /**
   * Reads {@code path = value} and {@code path = [value, ...]}. Where the setting itself is a list,
   * {@code [1, 1]} is one value and {@code [[1, 1], [2, 1]]} are two.
   */
  static Condition read(String name, ConfigValue written) {
    if (!(written instanceof ConfigObject block) || block.isEmpty()) {
      throw SettingText.refusal(name, written, "must be a block such as { graph.family = lag }");
    }
    var allowed = new LinkedHashMap<String, Set<String>>();
    ReferenceSettings.ofTrial()
        .named(block, "")
        .forEach(
            (path, value) -> {
              List<ConfigValue> values = alternatives(path, value);
              if (values.isEmpty()) {
                throw SettingText.refusal(name + "." + path, value, "must have a value");
              }
              allowed.put(
                  path, values.stream().map(SettingText::normal).collect(toUnmodifiableSet()));
            });
    return new Condition(block, allowed);
  }

  private static List<ConfigValue> alternatives(String path, ConfigValue value) {
    boolean listed =
        value instanceof ConfigList list
            && (!ReferenceSettings.ofTrial().isList(path)
                || (!list.isEmpty() && list.stream().allMatch(v -> v instanceof ConfigList)));
    List<ConfigValue> values =
        listed
            ? List.copyOf((ConfigList) value)
            : List.of(ReferenceSettings.ofTrial().listed(path, value));
    values.forEach(v -> check(path, v));
    return values;
  }

  /** The words of a setting that is a choice among words; its type may be any text. */
  private static List<String> words(Setting<TrialSpec> setting) {
    boolean isChoice =
        setting.type().kind() == Kind.TEXT && !ReferenceSettings.ofTrial().isList(setting.path());
    return isChoice ? setting.type().words() : List.of();
  }

  /** Refuses a value that the setting never has. */
  private static void check(String path, ConfigValue value) {
    ReferenceSettings.ofTrial().checkType(path, value);
    List<String> words = SpecKeys.find(path).map(Condition::words).orElse(List.of());
    if (!words.isEmpty()) {
      var choices = new LinkedHashMap<String, String>();
      words.forEach(word -> choices.put(word, word));
      Settings.of(any -> value).choice(path, choices);
    }
  }

  /**
   * Whether it holds.
   *
   * @param values the trial's settings; null for one whose axis does not exist in this trial, and
   *     of which {@code base} says nothing: no value is right for it
   */
  boolean holds(Function<String, ConfigValue> values) {
    return allowed.entrySet().stream()
        .allMatch(
            entry -> {
              ConfigValue value = values.apply(entry.getKey());
              return value != null && entry.getValue().contains(SettingText.normal(value));
            });
  }

  @Override
  public String toString() {
    return allowed.entrySet().stream()
        .map(e -> e.getKey() + " = " + String.join("|", e.getValue()))
        .collect(joining(", "));
  }
}
