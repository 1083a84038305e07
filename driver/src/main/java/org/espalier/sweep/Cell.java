package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.setting.SettingText;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/** One trial of a sweep and its place in the grid. */
public final class Cell {
  private static final int ABSENT = -1;

  private final TrialSpec spec;
  private final TrialId id;
  private final Grid grid;
  private final int[] points;
  private final List<String> varied;

  Cell(TrialSpec spec, TrialId id, Grid grid, int[] points, List<String> varied) {
    this.spec = spec;
    this.id = id;
    this.grid = grid;
    this.points = points;
    this.varied = varied;
  }

  /** The trial. */
  public TrialSpec spec() {
    return spec;
  }

  /** The trial's id. */
  public TrialId id() {
    return id;
  }

  /**
   * The values of the settings that vary in the sweep, in the order of its axes; a setting that
   * does not apply to this trial ({@code graph.k} of a chain) is not among them.
   */
  public Map<String, String> coordinates() {
    var coordinates = new LinkedHashMap<String, String>();
    for (String path : varied) {
      ConfigValue value = value(path);
      if (value != null && SpecKeys.applies(path, spec)) {
        coordinates.put(path, SettingText.normal(value));
      }
    }
    return coordinates;
  }

  /**
   * The value of a setting; where its axis does not exist in this trial, what {@code base} says of
   * it, or null if that is nothing.
   */
  private ConfigValue value(String path) {
    for (int a = 0; a < points.length; a++) {
      int setting = grid.axes().get(a).paths().indexOf(path);
      if (setting >= 0) {
        return points[a] == ABSENT
            ? grid.layer().base().get(path)
            : grid.axes().get(a).point(points[a]).get(setting);
      }
    }
    return grid.base().get(path);
  }

  @Override
  public String toString() {
    return id + " " + coordinates();
  }
}
