package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialSpecReader;

/**
 * Walks grids, the last axis fastest, and makes a trial of every cell that is not excluded. A trial
 * that was met before, here or in an earlier grid, is counted but not listed again.
 */
final class SweepExpander {
  private static final int ABSENT = -1;

  private final TrialSpecReader reader = new TrialSpecReader();
  private final Set<TrialId> seen = new HashSet<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> varied;
  private int excluded;
  private int duplicates;

  /**
   * @param varied the settings that tell trials of the sweep apart, in the order of the axes
   */
  SweepExpander(List<String> varied) {
    this.varied = varied;
  }

  /** Adds the trials of a grid. */
  void expand(Grid grid) {
    new Walk(grid).from(0);
  }

  /** The trials of all grids in order, each once. */
  List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** Number of cells that were left out because a condition of {@code exclude} holds. */
  int excluded() {
    return excluded;
  }

  /** Number of cells that stand for a trial that an earlier cell stands for. */
  int duplicates() {
    return duplicates;
  }

  /** The walk over one grid; what it has set of the outer axes stays while it walks the inner. */
  private final class Walk {
    private final Grid grid;
    private final Map<String, ConfigValue> values;
    private final Set<String> absent = new HashSet<>();
    private final int[] points;

    Walk(Grid grid) {
      this.grid = grid;
      this.values = new HashMap<>(grid.base());
      this.points = new int[grid.axes().size()];
    }

    void from(int depth) {
      if (depth == points.length) {
        add();
        return;
      }
      Axis axis = grid.axes().get(depth);
      if (axis.condition().isPresent() && !axis.condition().get().holds(this::value)) {
        points[depth] = ABSENT;
        absent.addAll(axis.paths());
        from(depth + 1);
        axis.paths().forEach(absent::remove);
        return;
      }
      for (int point = 0; point < axis.size(); point++) {
        points[depth] = point;
        List<ConfigValue> row = axis.point(point);
        for (int i = 0; i < row.size(); i++) {
          values.put(axis.paths().get(i), row.get(i));
        }
        from(depth + 1);
      }
      axis.paths().forEach(path -> values.put(path, grid.base().get(path)));
    }

    /** Where an axis does not exist, what `base` says holds; a default is no such word. */
    private ConfigValue value(String path) {
      return absent.contains(path) ? grid.layer().base().get(path) : values.get(path);
    }

    private void add() {
      if (grid.layer().exclude().stream().anyMatch(condition -> condition.holds(this::value))) {
        excluded++;
        return;
      }
      TrialSpec spec = reader.read(values);
      TrialId id = spec.id();
      if (seen.add(id)) {
        cells.add(new Cell(spec, id, grid, points.clone(), varied));
      } else {
        duplicates++;
      }
    }
  }
}
