package org.espalier.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFile;
import org.espalier.plan.ResultStore;
import org.espalier.setting.NoIncludes;
import org.espalier.table.Layout;
import org.espalier.table.Storage;

/** What the sweep file in a results folder says beside its trials. */
final class SweepNotes {
  /** What {@code graph.file} is: a name, or names on an axis. */
  private static final Pattern GRAPH_FILE =
      Pattern.compile("\\bfile\"?\\s*[=:]\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*])");

  private SweepNotes() {}

  /** Its description; empty if it has none. */
  static String description(ResultStore store) {
    try {
      String text = store.resolvedSweep().orElse("");
      Config sweep = ConfigFactory.parseString(text, NoIncludes.options(Layout.SWEEP, text));
      return sweep.hasPath("description") ? sweep.getString("description") : "";
    } catch (ConfigException | ConfigurationException e) {
      return "";
    }
  }

  /**
   * The graphs of the files that studies name, by their parents, each with a name of its own:
   * {@code 3} is the one of {@code graph.index} 3, {@code graphs-1a2b3c4d.json 3} that of a study
   * of several files, with the study's name before it where another graph has that name. The tables
   * hold a graph as its parents; one that has no name of its own even so, or whose file is lost,
   * has no other.
   */
  static Map<String, String> graphs(List<ResultStore> stores) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> longer = new HashMap<>();
    for (ResultStore store : stores) {
      graphs(store)
          .forEach(
              (parents, name) -> {
                names.putIfAbsent(parents, name);
                longer.putIfAbsent(parents, ResultsSession.name(store) + " " + name);
              });
    }
    Set<String> shared = shared(names);
    names.replaceAll((parents, name) -> shared.contains(name) ? longer.get(parents) : name);
    names.values().removeAll(shared(names));
    return names;
  }

  /** The names that several graphs have. */
  private static Set<String> shared(Map<String, String> names) {
    Set<String> seen = new HashSet<>();
    return names.values().stream().filter(name -> !seen.add(name)).collect(Collectors.toSet());
  }

  private static Map<String, String> graphs(ResultStore store) {
    List<String> files = graphFiles(store.resolvedSweep().orElse(""));
    Map<String, String> names = new HashMap<>();
    for (String file : files) {
      List<GraphFamily.Explicit> graphs = read(store.storage(), file);
      String prefix = files.size() == 1 ? "" : file.substring(file.lastIndexOf('/') + 1) + " ";
      for (int i = 0; i < graphs.size(); i++) {
        names.putIfAbsent(graphs.get(i).parents().toString(), prefix + i);
      }
    }
    return names;
  }

  /** The files of graphs that a resolved sweep names, in its order. */
  private static List<String> graphFiles(String sweep) {
    return GRAPH_FILE
        .matcher(sweep)
        .results()
        .flatMap(file -> names(file.group(1)))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** A text or the texts of a list; none of what is neither, as in a file changed by hand. */
  private static Stream<String> names(String written) {
    try {
      String list = "v = [" + written + "]";
      return ConfigFactory.parseString(list, NoIncludes.options(Layout.SWEEP, list))
          .getList("v")
          .stream()
          .flatMap(SweepNotes::texts)
          .toList()
          .stream();
    } catch (ConfigException | ConfigurationException e) {
      return Stream.of();
    }
  }

  private static Stream<String> texts(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().flatMap(SweepNotes::texts)
        : Stream.of(String.valueOf(value.unwrapped()));
  }

  /**
   * The graphs of a file beside the sweep, or, as version 0.1.0 named it, of one on this machine. A
   * file that is no longer what it was names nothing.
   */
  private static List<GraphFamily.Explicit> read(Storage storage, String file) {
    try {
      if (Path.of(file).isAbsolute()) {
        return GraphFile.read(Path.of(file));
      }
      Optional<byte[]> text = storage.read(file);
      return text.isEmpty()
          ? List.of()
          : GraphFile.read(new String(text.get(), StandardCharsets.UTF_8), storage.address(file));
    } catch (IllegalArgumentException | IOException e) {
      return List.of();
    }
  }
}
