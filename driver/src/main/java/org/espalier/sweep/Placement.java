package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.espalier.ConfigurationException;
import org.espalier.setting.SettingText;

/**
 * A setting stands in {@code base} or in {@code axes}, not in both: one of the two would say
 * nothing. An axis with {@code when} is another matter, for the base value holds where it does not
 * exist; and what a file says refines what it includes.
 */
final class Placement {
  private Placement() {}

  /**
   * Decides what holds where a file and what it includes say something of one setting.
   *
   * @param base from which a value is removed that an axis of an including file refines
   * @param axes of the block
   * @param depth of the file that a value stands in: 0 for the sweep file, 1 for one that it
   *     includes
   * @return the axes that are not refined by a base value of an including file
   * @throws ConfigurationException for a setting that stands in both of one file
   */
  static List<Axis> settle(
      Map<String, ConfigValue> base, List<Axis> axes, ToIntFunction<ConfigValue> depth) {
    Set<String> refined = new HashSet<>();
    for (Axis axis : axes) {
      if (axis.condition().isPresent()) {
        continue;
      }
      for (String path : axis.paths()) {
        ConfigValue value = base.get(path);
        if (value == null) {
          continue;
        }
        ConfigValue point = axis.point(0).get(axis.paths().indexOf(path));
        int inBase = depth.applyAsInt(value);
        int inAxes = depth.applyAsInt(point);
        if (inBase == inAxes) {
          throw twice(path, value, point);
        }
        if (inBase < inAxes) {
          refined.add(path);
        } else {
          base.remove(path);
        }
      }
    }
    return axes.stream().flatMap(axis -> axis.without(refined).stream()).toList();
  }

  private static ConfigurationException twice(String path, ConfigValue base, ConfigValue axis) {
    return SettingText.refusal(
        axis.origin(),
        String.format(
            Locale.ROOT,
            "%s varies here and has a value in `base` (%s): write it in one of them",
            path,
            SettingText.where(base.origin())));
  }
}
