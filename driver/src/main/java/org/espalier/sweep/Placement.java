package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
   * @param base from which a value is removed that an axis of the file itself refines
   * @param axes of the block
   * @param file that the block stands in
   * @return the axes that are not refined by a base value of the file itself
   * @throws ConfigurationException for a setting that stands in both of one file
   */
  static List<Axis> settle(Map<String, ConfigValue> base, List<Axis> axes, String file) {
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
        boolean inBase = isOf(value, file);
        if (inBase == isOf(point, file)) {
          throw twice(path, value, point);
        }
        if (inBase) {
          refined.add(path);
        } else {
          base.remove(path);
        }
      }
    }
    return axes.stream().flatMap(axis -> axis.without(refined).stream()).toList();
  }

  /** What the command line says of a design counts as said by the file. */
  private static boolean isOf(ConfigValue value, String file) {
    String place = SettingText.file(value.origin());
    return place.equals(file) || place.equals(Overrides.COMMAND_LINE);
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
