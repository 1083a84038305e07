package org.espalier.study;

import static org.espalier.InvalidValueException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one metric over the trials of a study.
 *
 * @param axes names of the axes
 * @param levels number of levels of each axis
 * @param trials the trials that have a value, in any order
 */
public record Observations(List<String> axes, int[] levels, List<Trial> trials) {

  /**
   * One trial.
   *
   * @param level its level on each axis, from 0
   * @param replicate what tells it from the other replicates of its cell; trials of different cells
   *     with equal replicates are paired
   * @param value of the metric, finite
   */
  public record Trial(int[] level, String replicate, double value) {}

  public Observations {
    axes = List.copyOf(axes);
    levels = levels.clone();
    trials = List.copyOf(trials);
    int count = axes.size();
    require(levels.length == count, "levels", levels.length, "must be one for each axis");
    for (Trial trial : trials) {
      require(
          trial.level.length == count, "level", trial.level.length, "must be one for each axis");
      require(Double.isFinite(trial.value), "value", trial.value, "must be finite");
    }
  }

  /** The values of each cell that has a trial, cells in the order of their levels. */
  List<Cell> cells() {
    Map<List<Integer>, List<Double>> values = new LinkedHashMap<>();
    for (Trial trial : trials) {
      List<Integer> key = Arrays.stream(trial.level).boxed().toList();
      values.computeIfAbsent(key, k -> new ArrayList<>()).add(trial.value);
    }
    return values.entrySet().stream()
        .sorted((a, b) -> compare(a.getKey(), b.getKey()))
        .map(
            e ->
                new Cell(
                    e.getKey().stream().mapToInt(Integer::intValue).toArray(),
                    e.getValue().stream().mapToDouble(Double::doubleValue).toArray()))
        .toList();
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = Integer.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /**
   * All replicates of one configuration.
   *
   * @param level on each axis
   * @param values of the metric
   */
  record Cell(int[] level, double[] values) {}
}
