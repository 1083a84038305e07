package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.espalier.ConfigurationException;
import org.espalier.setting.SettingText;
import org.espalier.trial.ReferenceSettings;

/**
 * One grid, ready to be expanded.
 *
 * @param layer as written, overrides included
 * @param base a value for every setting of a trial
 * @param axes outermost (slowest) first: in the order of reference.conf, {@code seed} last, except
 *     that an axis follows those that its condition names
 */
record Grid(Layer layer, Map<String, ConfigValue> base, List<Axis> axes) {
  /** More cells than a sweep can have: past it, a typing error is likelier. */
  static final int LARGEST = 1_000_000;

  static Grid of(Layer layer) {
    var base = new HashMap<>(ReferenceSettings.ofTrial().defaults());
    base.putAll(layer.base());
    return new Grid(layer, base, ordered(layer.axes()));
  }

  /**
   * The number of points of the axes' product: no fewer than the trials.
   *
   * @throws ConfigurationException if it is past {@link #LARGEST}
   */
  long checkedProduct(String name) {
    long cells = 1;
    for (Axis axis : axes) {
      cells *= axis.size();
      if (cells > LARGEST) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT, "%s: more than %d cells in one grid: %s", name, LARGEST, sizes()));
      }
    }
    return cells;
  }

  private String sizes() {
    var sizes = new ArrayList<String>();
    axes.forEach(
        axis ->
            sizes.add(
                String.format(
                    Locale.ROOT, "%s (%d)", String.join("+", axis.paths()), axis.size())));
    return String.join(" x ", sizes);
  }

  private static List<Axis> ordered(List<Axis> axes) {
    var waiting = new ArrayList<>(axes);
    waiting.sort(Comparator.comparingInt(Grid::rank));
    var pending = new HashSet<String>();
    waiting.forEach(axis -> pending.addAll(axis.paths()));
    var ordered = new ArrayList<Axis>();
    while (!waiting.isEmpty()) {
      Axis next =
          waiting.stream()
              .filter(axis -> conditionPaths(axis).stream().noneMatch(pending::contains))
              .findFirst()
              .orElseThrow(() -> circular(waiting));
      waiting.remove(next);
      next.paths().forEach(pending::remove);
      ordered.add(next);
    }
    return ordered;
  }

  private static Set<String> conditionPaths(Axis axis) {
    return axis.condition().map(condition -> condition.allowed().keySet()).orElse(Set.of());
  }

  private static ConfigurationException circular(List<Axis> axes) {
    Axis axis = axes.get(0);
    return SettingText.refusal(
        axis.condition().orElseThrow().written().origin(),
        String.format(
            Locale.ROOT,
            "%s applies when %s, which in turn depends on it",
            String.join(" with ", axis.paths()),
            axis.condition().get()));
  }

  /** The place of an axis among the axes. */
  static int rank(Axis axis) {
    return axis.paths().stream().mapToInt(Paths::rank).min().orElseThrow();
  }

  /** The order of settings among axes: that of reference.conf, {@code seed} last. */
  static final class Paths {
    private static final List<String> ORDER =
        List.copyOf(ReferenceSettings.ofTrial().defaults().keySet());

    private Paths() {}

    static int rank(String path) {
      return path.equals("seed") ? ORDER.size() : ORDER.indexOf(path);
    }
  }
}
