package org.espalier.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.trial.ReferenceSettings;

/**
 * What the command line says of designs, such as {@code design.points=64} or {@code
 * design.over.task.alpha.to=2}. Like every override it holds in each grid that it concerns.
 *
 * @param values by what stands after {@code design.}, in the order of the words
 */
record DesignWords(Map<String, ConfigValue> values) {
  /** What such a word begins with. */
  static final String BLOCK = "design.";

  private static final String OVER = "over.";

  DesignWords {
    values = new LinkedHashMap<>(values);
  }

  /**
   * Checks the name of a word.
   *
   * @return whether its value is written as a range, {@code {from=0.1,to=1}}
   * @throws ConfigurationException if a design has no such key
   */
  static boolean isRange(String key) {
    String inner = key.substring(BLOCK.length());
    if (inner.startsWith(OVER)) {
      String path = setting(inner);
      boolean isWhole = inner.equals(OVER + path);
      String end = isWhole ? "" : inner.substring((OVER + path).length() + 1);
      if (ReferenceSettings.ofTrial().contains(path)
          && (isWhole || DesignRange.KEYS.contains(end))) {
        return isWhole;
      }
    } else if (Design.KEYS.contains(inner) && !inner.equals("over")) {
      return false;
    }
    throw new ConfigurationException("command line: " + NearestName.unknownKey(key, names()));
  }

  /** The setting of {@code over.task.alpha} and of {@code over.task.alpha.from}. */
  private static String setting(String inner) {
    String path = inner.substring(OVER.length());
    int last = path.lastIndexOf('.');
    return last > 0 && !ReferenceSettings.ofTrial().contains(path) ? path.substring(0, last) : path;
  }

  private static List<String> names() {
    var names = new ArrayList<String>();
    Design.KEYS.stream().filter(key -> !key.equals("over")).forEach(key -> names.add(BLOCK + key));
    for (String path : ReferenceSettings.ofTrial().defaults().keySet()) {
      names.add(BLOCK + OVER + path);
      DesignRange.KEYS.forEach(end -> names.add(BLOCK + OVER + path + "." + end));
    }
    return names;
  }

  /**
   * Refuses a range of a setting to which another word gives values.
   *
   * @param given settings that the command line says something of
   */
  void requireNone(Set<String> given) {
    for (String inner : values.keySet()) {
      if (inner.startsWith(OVER) && given.contains(setting(inner))) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "command line: %s and %s%s cannot both be given: the first fixes what the second"
                    + " draws",
                setting(inner),
                BLOCK,
                inner));
      }
    }
  }

  /**
   * A sweep file with the words worked into its designs.
   *
   * @throws ConfigurationException if there is no design that one of them concerns
   */
  ConfigObject workedInto(ConfigObject root) {
    if (values.isEmpty()) {
      return root;
    }
    List<ConfigObject> designs =
        Stream.concat(Stream.of(root), grids(root).stream())
            .map(block -> block.get("design"))
            .filter(ConfigObject.class::isInstance)
            .map(ConfigObject.class::cast)
            .toList();
    values.forEach((inner, value) -> requireUse(inner, value, designs));
    ConfigObject worked = inBlock(root);
    if (root.get("grids") instanceof ConfigList list) {
      List<ConfigValue> grids =
          list.stream().map(g -> g instanceof ConfigObject grid ? inBlock(grid) : g).toList();
      worked =
          worked.withValue(
              "grids", ConfigValueFactory.fromIterable(grids).withOrigin(list.origin()));
    }
    return worked;
  }

  private static List<ConfigObject> grids(ConfigObject root) {
    return root.get("grids") instanceof ConfigList list
        ? list.stream()
            .filter(ConfigObject.class::isInstance)
            .map(ConfigObject.class::cast)
            .toList()
        : List.of();
  }

  private static void requireUse(String inner, ConfigValue value, List<ConfigObject> designs) {
    if (designs.isEmpty()) {
      throw SettingText.refusal(
          BLOCK + inner, value, "says something of a design, and the sweep has none");
    }
    if (designs.stream().noneMatch(design -> concerns(inner, design))) {
      throw SettingText.refusal(
          BLOCK + inner,
          value,
          "must be of a setting that the sweep's design draws; it draws none of that name");
    }
  }

  /** Whether a design has the setting that a word is about; any has points, a method and a seed. */
  private static boolean concerns(String inner, ConfigObject design) {
    return !inner.startsWith(OVER)
        || (design.get("over") instanceof ConfigObject over
            && ReferenceSettings.ofTrial().named(over, "").containsKey(setting(inner)));
  }

  private ConfigObject inBlock(ConfigObject block) {
    if (!(block.get("design") instanceof ConfigObject design)) {
      return block;
    }
    ConfigObject worked = withPlainPaths(design);
    for (Map.Entry<String, ConfigValue> word : values.entrySet()) {
      if (concerns(word.getKey(), design)) {
        worked = worked.toConfig().withValue(word.getKey(), word.getValue()).root();
      }
    }
    return block.withValue("design", worked);
  }

  /** A design whose ranges stand behind their settings' paths as they are, none in quotes. */
  private static ConfigObject withPlainPaths(ConfigObject design) {
    if (!(design.get("over") instanceof ConfigObject over)) {
      return design;
    }
    ConfigObject plain = over;
    for (String key : over.keySet()) {
      if (key.indexOf('.') > 0) { // it stood in quotes
        String path = ConfigUtil.joinPath(key.split("\\.", -1));
        plain = plain.withoutKey(key).toConfig().withValue(path, over.get(key)).root();
      }
    }
    return design.withValue("over", plain);
  }
}
