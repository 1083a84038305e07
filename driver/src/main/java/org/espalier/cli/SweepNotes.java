package org.espalier.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFile;
import org.espalier.plan.ResultStore;

/** What the sweep file in a results folder says beside its trials. */
final class SweepNotes {
  private static final Pattern GRAPH_FILE =
      Pattern.compile("\\bfile\"?\\s*[=:]\\s*\"((?:[^\"\\\\]|\\\\.)+)\"");

  private SweepNotes() {}

  /** Its description; empty if it has none. */
  static String description(ResultStore store) {
    try {
      Config sweep =
          store.resolvedSweep().map(ConfigFactory::parseString).orElse(ConfigFactory.empty());
      return sweep.hasPath("description") ? sweep.getString("description") : "";
    } catch (ConfigException e) {
      return "";
    }
  }

  /**
   * The graphs of the files that it names, by their parents: {@code 3} is the one of {@code
   * graph.index} 3. The tables hold a graph as its parents; without the file it has no other name.
   */
  static Map<String, String> graphs(ResultStore store) {
    Map<String, String> names = new HashMap<>();
    Matcher files = GRAPH_FILE.matcher(store.resolvedSweep().orElse(""));
    while (files.find()) {
      Path file = Path.of(files.group(1));
      if (Files.isReadable(file)) {
        List<GraphFamily.Explicit> graphs = read(file);
        for (int i = 0; i < graphs.size(); i++) {
          names.putIfAbsent(graphs.get(i).parents().toString(), String.valueOf(i));
        }
      }
    }
    return names;
  }

  /** A file that is no longer what it was names nothing. */
  private static List<GraphFamily.Explicit> read(Path file) {
    try {
      return GraphFile.read(file);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
