package org.espalier.trial;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFile;
import org.espalier.graph.Violations;

/** Reads the block {@code graph}; a file of graphs is read once. */
final class GraphReader {
  private final Map<Path, List<GraphFamily.Explicit>> files = new HashMap<>();

  GraphFamily family(Settings s) {
    var families = new LinkedHashMap<String, Supplier<GraphFamily>>();
    families.put("chain", GraphFamily.Chain::new);
    families.put("pairs", GraphFamily.Pairs::new);
    families.put("lag", () -> new GraphFamily.Lag(s.integer("graph.k")));
    families.put("branching", () -> new GraphFamily.Branching(s.integer("graph.k")));
    families.put("star", GraphFamily.Star::new);
    families.put("random-tree", GraphFamily.RandomTree::new);
    families.put("random-forest", () -> forest(s));
    families.put("explicit", () -> explicit(s));
    families.put("dag", () -> dag(s));
    return s.make("graph", s.choice("graph.family", families));
  }

  Violations violations(Settings s) {
    return s.make(
        "graph",
        () ->
            new Violations(
                s.number("graph.cyclic"),
                s.integer("graph.cycle-sweeps"),
                s.number("graph.latent"),
                s.integer("graph.confounders"),
                s.number("graph.jitter")));
  }

  private static GraphFamily forest(Settings s) {
    OptionalDouble probability = s.numberOr("uniform", "graph.root-probability");
    if (probability.isEmpty()) {
      return GraphFamily.RandomForest.uniform();
    }
    if (probability.getAsDouble() == -1) { // how the record says uniform, not how a person does
      throw s.refusal("graph.root-probability", "must be in [0, 1] or uniform");
    }
    return new GraphFamily.RandomForest(probability.getAsDouble());
  }

  private static GraphFamily dag(Settings s) {
    return new GraphFamily.Dag(
        s.integer("graph.k"),
        s.choice("graph.pattern", GraphFamily.Dag.Pattern.values(), p -> p.label()));
  }

  private GraphFamily explicit(Settings s) {
    String file = s.text("graph.file");
    List<Integer> parents = s.integers("graph.parents");
    if (file.isEmpty()) {
      return new GraphFamily.Explicit(parents);
    }
    if (!parents.isEmpty()) {
      throw s.refusal("graph.file", "must be empty where graph.parents is given");
    }
    List<GraphFamily.Explicit> graphs =
        files.computeIfAbsent(s.file("graph.file"), path -> read(s, path));
    int index = s.integer("graph.index");
    if (index < 0 || index >= graphs.size()) {
      throw s.refusal(
          "graph.index",
          String.format(
              Locale.ROOT,
              "must be in 0..%d, for %s has %d graphs",
              graphs.size() - 1,
              file,
              graphs.size()));
    }
    return graphs.get(index);
  }

  private static List<GraphFamily.Explicit> read(Settings s, Path file) {
    try {
      return GraphFile.read(file);
    } catch (IllegalArgumentException e) { // the message starts with the file's name
      throw SettingText.refusal(s.value("graph.file").origin(), "graph.file: " + e.getMessage());
    }
  }

  /** Where the file of graphs is, or an empty text if none is named. */
  static Object fileOf(Settings s) {
    return "".equals(s.value("graph.file").unwrapped()) ? "" : s.file("graph.file");
  }
}
