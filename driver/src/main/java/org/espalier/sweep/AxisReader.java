package org.espalier.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.trial.ReferenceSettings;

/** Reads what stands in {@code axes} and {@code zip}. */
final class AxisReader {
  private static final List<String> AXIS_KEYS =
      List.of("values", "when", "from", "to", "step", "factor", "count", "scale");

  private AxisReader() {}

  /** The block {@code axes}: a list, a range or a block behind each setting. */
  static List<Axis> axes(ConfigObject block) {
    var axes = new ArrayList<Axis>();
    ReferenceSettings.ofTrial()
        .named(block, "")
        .forEach((path, value) -> axes.add(conditional(path, value)));
    return axes;
  }

  /** The list {@code zip}: in each block, axes that move together, and perhaps {@code when}. */
  static List<Axis> zips(ConfigValue list) {
    if (!(list instanceof ConfigList zips)) {
      throw SettingText.refusal("zip", list, "must be a list of blocks [{ ... }, ...]");
    }
    return zips.stream().map(AxisReader::zip).toList();
  }

  private static Axis zip(ConfigValue written) {
    if (!(written instanceof ConfigObject block)) {
      throw SettingText.refusal("zip", written, "must be a block of axes that move together");
    }
    Map<String, ConfigValue> members =
        ReferenceSettings.ofTrial().named(block.withoutKey("when"), "");
    if (members.isEmpty()) {
      throw SettingText.refusal(written.origin(), "zip without an axis");
    }
    var axes = new LinkedHashMap<String, Axis>();
    members.forEach((path, value) -> axes.put(path, plain(path, value)));
    checkEqualLengths(written, axes);
    Axis zipped =
        axes.size() == 1
            ? axes.values().iterator().next()
            : new Axis.Zipped(List.copyOf(axes.values()));
    return when("zip.when", block)
        .<Axis>map(condition -> new Axis.Conditional(zipped, condition))
        .orElse(zipped);
  }

  private static void checkEqualLengths(ConfigValue written, Map<String, Axis> axes) {
    List<String> paths = List.copyOf(axes.keySet());
    int size = axes.get(paths.get(0)).size();
    for (String path : paths) {
      if (axes.get(path).size() != size) {
        throw SettingText.refusal(
            written.origin(),
            String.format(
                Locale.ROOT,
                "zip of %s (%d values) with %s (%d values): they must have the same number of values",
                paths.get(0),
                size,
                path,
                axes.get(path).size()));
      }
    }
  }

  private static Axis conditional(String path, ConfigValue written) {
    Optional<Condition> condition =
        written instanceof ConfigObject block ? when(path + ".when", block) : Optional.empty();
    if (condition.isEmpty()) {
      return plain(path, written);
    }
    return new Axis.Conditional(
        plain(path, ((ConfigObject) written).withoutKey("when")), condition.get());
  }

  private static Optional<Condition> when(String name, ConfigObject block) {
    return block.containsKey("when")
        ? Optional.of(Condition.read(name, block.get("when")))
        : Optional.empty();
  }

  static Axis plain(String path, ConfigValue written) {
    if (written instanceof ConfigObject block) {
      for (String key : block.keySet()) {
        if (!AXIS_KEYS.contains(key) || key.equals("when")) {
          throw SettingText.refusal(
              block.get(key).origin(), NearestName.unknownKey(path + "." + key, keysOf(path)));
        }
      }
      if (!block.containsKey("values")) {
        return new Axis.Range(path, written, checked(path, Ranges.of(path, block)));
      }
      if (block.size() > 1) {
        throw SettingText.refusal(path, written, "must have values or a range, not both");
      }
      return plain(path, block.get("values"));
    }
    if (Ranges.isShort(written)) {
      return new Axis.Range(path, written, checked(path, Ranges.ofShort(path, written)));
    }
    if (!(written instanceof ConfigList list)) {
      throw SettingText.refusal(
          path, written, "is not an axis: write a list [a, b] or a range, or set it in `base`");
    }
    if (list.isEmpty()) {
      throw SettingText.refusal(
          list.origin(), String.format(Locale.ROOT, "axis %s is empty", path));
    }
    return new Axis.Listed(path, values(path, list));
  }

  /** The values of a list, in which ranges may stand beside single values. */
  static List<ConfigValue> values(String path, ConfigList list) {
    var values = new ArrayList<ConfigValue>();
    for (ConfigValue value : list) {
      if (Ranges.isShort(value)) {
        values.addAll(Ranges.ofShort(path, value));
      } else {
        values.add(value);
      }
    }
    return checked(path, values);
  }

  private static List<ConfigValue> checked(String path, List<ConfigValue> values) {
    List<ConfigValue> listed =
        values.stream().map(value -> ReferenceSettings.ofTrial().listed(path, value)).toList();
    listed.forEach(value -> ReferenceSettings.ofTrial().checkType(path, value));
    return listed;
  }

  private static List<String> keysOf(String path) {
    return AXIS_KEYS.stream().map(key -> path + "." + key).toList();
  }
}
