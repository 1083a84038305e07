package org.espalier.sweep;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;

/**
 * Writes a sweep as a sweep file with includes and overrides worked in: one grid at the top,
 * several as {@code grids}. The same sweep gives the same text.
 */
final class SweepText {
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> files = new TreeMap<>();

  private SweepText() {}

  /**
   * A sweep as text.
   *
   * @param text of the sweep file
   * @param files that it names, by their names beside it: their contents
   */
  record Resolved(String text, Map<String, String> files) {}

  static Resolved of(
      String name, String description, List<Layer> grids, Optional<Replicates> replicates) {
    var writer = new SweepText();
    writer.line("", "name = " + ConfigUtil.quoteString(name));
    if (!description.isEmpty()) {
      writer.line("", "description = " + ConfigUtil.quoteString(description));
    }
    replicates.ifPresent(r -> writer.line("", r.text()));
    if (grids.size() == 1) {
      writer.layer("", grids.get(0));
    } else {
      writer.line("", "grids = [");
      grids.forEach(
          grid -> {
            writer.line("  ", "{");
            writer.layer("    ", grid);
            writer.line("  ", "}");
          });
      writer.line("", "]");
    }
    return new Resolved(writer.text.toString(), writer.files);
  }

  private void layer(String indent, Layer layer) {
    String inner = indent + "  ";
    line(indent, "base {");
    ReferenceSettings.ofTrial().defaults().keySet().stream()
        .filter(layer.base()::containsKey)
        .forEach(path -> line(inner, path + " = " + json(path, layer.base().get(path))));
    line(indent, "}");
    List<Axis> axes = new ArrayList<>(layer.axes());
    axes.sort(Comparator.comparingInt(Grid::rank));
    axes.stream()
        .filter(Axis.Designed.class::isInstance)
        .forEach(axis -> line(indent, ((Axis.Designed) axis).design().text()));
    axes.removeIf(Axis.Designed.class::isInstance);
    List<Axis> single = axes.stream().filter(axis -> axis.paths().size() == 1).toList();
    if (!single.isEmpty()) {
      line(indent, "axes {");
      single.forEach(axis -> line(inner, axis.paths().get(0) + " = " + axis(axis)));
      line(indent, "}");
    }
    List<Axis> zips = axes.stream().filter(axis -> axis.paths().size() > 1).toList();
    if (!zips.isEmpty()) {
      line(indent, "zip = [");
      zips.forEach(axis -> line(inner, axis(axis)));
      line(indent, "]");
    }
    if (!layer.exclude().isEmpty()) {
      line(indent, "exclude = [");
      layer.exclude().forEach(condition -> line(inner, condition(condition)));
      line(indent, "]");
    }
  }

  private String axis(Axis axis) {
    if (axis instanceof Axis.Listed listed) {
      return listed.values().stream()
          .map(value -> json(listed.path(), value))
          .collect(joining(",", "[", "]"));
    }
    if (axis instanceof Axis.Range range) {
      return json(range.written());
    }
    if (axis instanceof Axis.Zipped zipped) {
      return zipped.members().stream()
          .map(member -> member.paths().get(0) + " = " + axis(member))
          .collect(joining(", ", "{ ", " }"));
    }
    var conditional = (Axis.Conditional) axis;
    String inner = axis(conditional.axis());
    String when = "when = " + condition(conditional.when());
    boolean isBlock =
        conditional.axis() instanceof Axis.Zipped
            || (conditional.axis() instanceof Axis.Range range
                && range.written() instanceof ConfigObject);
    return isBlock
        ? inner.substring(0, inner.lastIndexOf('}')).stripTrailing() + ", " + when + " }"
        : "{ values = " + inner + ", " + when + " }";
  }

  private String condition(Condition condition) {
    Map<String, ConfigValue> written = ReferenceSettings.ofTrial().named(condition.written(), "");
    return written.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + json(entry.getKey(), entry.getValue()))
        .collect(joining(", ", "{ ", " }"));
  }

  /**
   * A value; a file of graphs goes along under a name that its contents make, for the text will
   * stand in another folder, perhaps on another machine.
   */
  private String json(String path, ConfigValue value) {
    boolean namesFile = path.equals("graph.file") && !"".equals(value.unwrapped());
    if (!namesFile) {
      return json(value);
    }
    Path file = Settings.of(any -> value).file(path);
    try {
      String contents = Files.readString(file);
      String beside = String.format(Locale.ROOT, "graphs-%08x.json", contents.hashCode());
      files.put(beside, contents);
      return ConfigUtil.quoteString(beside);
    } catch (IOException e) {
      return ConfigUtil.quoteString(file.toAbsolutePath().normalize().toString()); // of no trial
    }
  }

  private static String json(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  private void line(String indent, String content) {
    text.append(indent).append(content).append('\n');
  }
}
