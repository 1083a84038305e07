package org.espalier.trial;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.espalier.graph.GraphFile;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;

/**
 * Finds {@code graph.parents} of an explicit graph in the file that {@code graph.file} names. A
 * file is read once.
 */
final class GraphFiles {
  static final String PARENTS = "graph.parents";
  static final String INDEX = "graph.index";
  private static final String FILE = "graph.file";

  private final Map<Path, List<ConfigValue>> files = new HashMap<>();

  /** The same settings, with the parents that a file has of an explicit graph. */
  Function<String, ConfigValue> resolve(Function<String, ConfigValue> values) {
    Settings s = Settings.of(values);
    if (!"explicit".equals(values.apply("graph.family").unwrapped()) || !isNamed(s)) {
      return values;
    }
    ConfigValue parents = parents(s);
    return path -> path.equals(PARENTS) ? parents : values.apply(path);
  }

  /** Whether the settings name a file. */
  static boolean isNamed(Settings s) {
    return !s.text(FILE).isEmpty();
  }

  private ConfigValue parents(Settings s) {
    if (!s.integers(PARENTS).isEmpty()) {
      throw s.refusal(FILE, "must be empty where graph.parents is given");
    }
    List<ConfigValue> graphs = files.computeIfAbsent(s.file(FILE), path -> read(s, path));
    int index = s.integer(INDEX);
    if (index < 0 || index >= graphs.size()) {
      throw s.refusal(
          INDEX,
          String.format(
              Locale.ROOT,
              "must be in 0..%d, for %s has %d graphs",
              graphs.size() - 1,
              s.text(FILE),
              graphs.size()));
    }
    return graphs.get(index);
  }

  private static List<ConfigValue> read(Settings s, Path file) {
    try {
      return GraphFile.read(file).stream()
          .<ConfigValue>map(graph -> ConfigValueFactory.fromIterable(graph.parents()))
          .toList();
    } catch (IllegalArgumentException e) { // the message starts with the file's name
      throw SettingText.refusal(s.value(FILE).origin(), FILE + ": " + e.getMessage());
    }
  }
}
