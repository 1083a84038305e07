package org.espalier.graph;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.setting.NearestName;
import org.espalier.setting.Setting;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;

/**
 * The setting {@code graph.structures}: a list of lags and of blocks.
 *
 * <p>A lag l is a graph in which the parent of i is i-l, without a query: {@code { family = dag, k
 * = 1, pattern = consecutive, delay = l-1 }}. A block names a family and its parameters as the
 * block {@code graph} would; what it does not name is as that block has it.
 */
final class StructureList {
  static final String PATH = "graph.structures";
  private static final String WEIGHTS = "graph.weights";
  private static final String GRAPH = "graph.";
  private static final String FAMILY = "family";

  static final Type<List<GraphFamily>> TYPE =
      Type.listed(StructureList::read, StructureList::written);

  private StructureList() {}

  /** The elements as they are written, whatever they are. */
  static List<ConfigValue> elements(Settings s, String path) {
    return s.elements(path, "must be a list of lags and of blocks { family = ... }");
  }

  private static List<GraphFamily> read(Settings s, String path) {
    List<ConfigValue> list = elements(s, path);
    var structures = new ArrayList<GraphFamily>();
    for (int i = 0; i < list.size(); i++) {
      String label = String.format(Locale.ROOT, "%s[%d]", path, i);
      structures.add(
          list.get(i) instanceof ConfigObject block
              ? family(s, label, block)
              : lag(label, list.get(i)));
    }
    return structures;
  }

  private static GraphFamily lag(String label, ConfigValue value) {
    Settings s = Settings.of(any -> label, any -> value);
    int lag = s.integer(label);
    if (lag < 1) {
      throw s.refusal(label, "must be >= 1: a lag is the distance to the parent");
    }
    return new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, lag - 1);
  }

  private static GraphFamily family(Settings outer, String label, ConfigObject block) {
    Set<String> keys = keys();
    for (String key : new TreeSet<>(block.keySet())) {
      if (!keys.contains(key)) {
        throw SettingText.refusal(
            block.get(key).origin(), label + ": " + NearestName.unknownKey(key, keys));
      }
    }
    if (!block.containsKey(FAMILY)) {
      throw SettingText.refusal(block.origin(), label + " must name its family");
    }
    Settings s =
        Settings.of(
            path -> label + "." + path.substring(GRAPH.length()),
            path -> value(outer, block, path));
    if (block.get(FAMILY).unwrapped().equals(Mixture.SETTINGS.name())) {
      throw s.refusal(GRAPH + FAMILY, "must not be mixture within a mixture");
    }
    return GraphFamily.FAMILY.read(s);
  }

  private static ConfigValue value(Settings outer, ConfigObject block, String path) {
    if (path.equals(PATH) || path.equals(WEIGHTS)) {
      return ConfigValueFactory.fromIterable(List.of());
    }
    String key = path.substring(GRAPH.length());
    return block.containsKey(key) ? block.get(key) : outer.value(path);
  }

  /** What a block can name: a family, and a parameter of any. */
  private static Set<String> keys() {
    var keys = new LinkedHashSet<String>();
    for (Setting<GraphFamily> setting : GraphFamily.FAMILY.settings()) {
      if (!setting.path().equals(PATH) && !setting.path().equals(WEIGHTS)) {
        keys.add(setting.path().substring(GRAPH.length()));
      }
    }
    return keys;
  }

  /** Structures as a sweep file has them, each as a block. */
  private static String written(List<GraphFamily> structures) {
    return structures.stream()
        .map(StructureList::written)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String written(GraphFamily structure) {
    var parts = new ArrayList<String>();
    for (Setting<GraphFamily> setting : GraphFamily.FAMILY.settings()) {
      Object value = setting.value().apply(structure);
      if (value != null && !value.equals(setting.off())) {
        parts.add(setting.path().substring(GRAPH.length()) + " = " + value);
      }
    }
    return "{ " + String.join(", ", parts) + " }";
  }
}
