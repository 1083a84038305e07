package org.espalier.study;

import static org.espalier.InvalidValueException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one metric over the trials of a study.
 *
 * @param axes names of the axes
 * @param levels number of levels of each axis
 * @param numbers for each axis the number that each of its levels stands for, NaN where it is none
 * @param trials the trials that have a value, in any order
 */
public record Observations(
    List<String> axes, int[] levels, List<double[]> numbers, List<Trial> trials) {
  private static final Comparator<int[]> BY_LEVEL = Arrays::compare;

  /** Shorter names first, so that seed 10 comes after seed 9. */
  private static final Comparator<String> BY_NAME =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

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
    numbers = numbers.stream().map(double[]::clone).toList();
    trials = List.copyOf(trials);
    int count = axes.size();
    require(levels.length == count, "levels", levels.length, "must be one for each axis");
    for (int axis = 0; axis < count; axis++) {
      int given = numbers.get(axis).length;
      require(given == levels[axis], "numbers", given, "must be one for each level");
    }
    for (Trial trial : trials) {
      require(
          trial.level.length == count, "level", trial.level.length, "must be one for each axis");
      require(Double.isFinite(trial.value), "value", trial.value, "must be finite");
    }
  }

  /** Observations whose levels stand for no numbers. */
  public Observations(List<String> axes, int[] levels, List<Trial> trials) {
    this(axes, levels, Arrays.stream(levels).mapToObj(Observations::none).toList(), trials);
  }

  private static double[] none(int levels) {
    var numbers = new double[levels];
    Arrays.fill(numbers, Double.NaN);
    return numbers;
  }

  /**
   * The values of each cell that has a trial, cells in the order of their levels, replicates in one
   * order for all cells.
   */
  List<Cell> cells() {
    List<String> names = trials.stream().map(Trial::replicate).distinct().sorted(BY_NAME).toList();
    Map<String, Integer> order = new HashMap<>();
    names.forEach(name -> order.put(name, order.size()));
    Map<int[], List<Trial>> cells = new TreeMap<>(BY_LEVEL);
    for (Trial trial : trials) {
      cells.computeIfAbsent(trial.level, level -> new ArrayList<>()).add(trial);
    }
    return cells.entrySet().stream()
        .map(
            cell -> {
              List<Trial> own = cell.getValue();
              own.sort(Comparator.comparing(trial -> order.get(trial.replicate)));
              return new Cell(
                  cell.getKey(),
                  own.stream().mapToInt(trial -> order.get(trial.replicate)).toArray(),
                  own.stream().mapToDouble(Trial::value).toArray());
            })
        .toList();
  }

  /**
   * All replicates of one configuration.
   *
   * @param level on each axis
   * @param replicates numbers of the replicates, ascending; the same in every cell
   * @param values of the metric, one for each
   */
  record Cell(int[] level, int[] replicates, double[] values) {}
}
