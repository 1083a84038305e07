package org.espalier.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.espalier.setting.SettingText;
import org.espalier.trial.ReferenceSettings;

/**
 * What one place says of a grid: the top of a sweep file, one of its {@code grids}, or the command
 * line. An inner layer refines an outer one.
 *
 * @param base values of settings by path
 * @param axes in no particular order
 * @param exclude trials for which one of these holds are left out
 */
record Layer(Map<String, ConfigValue> base, List<Axis> axes, List<Condition> exclude) {

  /**
   * Reads {@code base}, {@code axes}, {@code zip}, {@code design} and {@code exclude} of a block.
   */
  static Layer read(ConfigObject block) {
    Map<String, ConfigValue> base = new LinkedHashMap<>();
    if (block.containsKey("base")) {
      base.putAll(ReferenceSettings.ofTrial().flatten(settings(block, "base"), ""));
    }
    var axes = new ArrayList<Axis>();
    if (block.containsKey("axes")) {
      axes.addAll(AxisReader.axes(settings(block, "axes")));
    }
    if (block.containsKey("zip")) {
      axes.addAll(AxisReader.zips(block.get("zip")));
    }
    if (block.containsKey("design")) {
      axes.add(Design.read(block.get("design")));
    }
    refuseTwice(axes);
    List<Condition> exclude =
        block.containsKey("exclude") ? exclude(block.get("exclude")) : List.of();
    return new Layer(base, List.copyOf(axes), exclude);
  }

  /**
   * This layer with each setting in one place.
   *
   * @param depth of the file that a value stands in: 0 for the sweep file, 1 for one that it
   *     includes
   */
  Layer settled(ToIntFunction<ConfigValue> depth) {
    var values = new LinkedHashMap<>(base);
    List<Axis> left = Placement.settle(values, axes, depth);
    return new Layer(values, left, exclude);
  }

  /** This layer with an inner one, which replaces what both say of a setting. */
  Layer refinedBy(Layer inner) {
    Set<String> replaced = new HashSet<>(inner.base.keySet());
    inner.axes.forEach(axis -> replaced.addAll(axis.paths()));
    var values = new LinkedHashMap<>(base);
    inner.axes.stream()
        .filter(axis -> axis.condition().isEmpty())
        .forEach(axis -> axis.paths().forEach(values::remove));
    values.putAll(inner.base);
    List<Axis> left = axes.stream().flatMap(axis -> axis.without(replaced).stream()).toList();
    return new Layer(
        values,
        Stream.concat(left.stream(), inner.axes.stream()).toList(),
        Stream.concat(exclude.stream(), inner.exclude.stream()).toList());
  }

  /** This layer with a further axis. */
  Layer with(Axis axis) {
    return refinedBy(new Layer(Map.of(), List.of(axis), List.of()));
  }

  private static ConfigObject settings(ConfigObject parent, String key) {
    if (!(parent.get(key) instanceof ConfigObject block)) {
      throw SettingText.refusal(key, parent.get(key), "must be a block { ... }");
    }
    SweepReader.refuseMisplaced(block, key);
    return block;
  }

  private static List<Condition> exclude(ConfigValue written) {
    if (!(written instanceof ConfigList list)) {
      throw SettingText.refusal("exclude", written, "must be a list of blocks [{ ... }, ...]");
    }
    return list.stream().map(entry -> Condition.read("exclude", entry)).toList();
  }

  private static void refuseTwice(List<Axis> axes) {
    var seen = new HashSet<String>();
    for (Axis axis : axes) {
      for (String path : axis.paths()) {
        if (!seen.add(path)) {
          throw SettingText.refusal(
              axis.point(0).get(axis.paths().indexOf(path)).origin(),
              String.format(Locale.ROOT, "%s varies in two places of one grid", path));
        }
      }
    }
  }
}
