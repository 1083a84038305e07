package org.espalier.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/**
 * A study: a name and the trials that it consists of, all of them made and checked.
 *
 * @param name letters, digits, {@code . _ -}: safe as the name of a folder
 * @param description free text, perhaps empty
 * @param run how it runs
 * @param spark how Spark is started
 * @param cells the trials, each once: grids in the order of the file, within a grid the axes in the
 *     order of reference.conf with {@code seed} fastest
 * @param excluded number of cells that a condition left out
 * @param duplicates number of cells that stand for a trial that is listed already
 * @param replicates how many of the seeds of a cell are trained; empty for all
 * @param designs whose points are among the axes of the grids
 * @param resolved the sweep as a sweep file, with includes and overrides worked in
 * @param files that the resolved sweep names, by their names beside it: their contents
 */
public record Sweep(
    String name,
    String description,
    RunSettings run,
    SparkSettings spark,
    List<Cell> cells,
    int excluded,
    int duplicates,
    Optional<Replicates> replicates,
    List<Axis.Designed> designs,
    String resolved,
    Map<String, String> files) {
  public Sweep {
    cells = List.copyOf(cells);
    designs = List.copyOf(designs);
    files = Map.copyOf(files);
  }

  /**
   * A setting that tells trials of the sweep apart.
   *
   * @param path of the setting
   * @param values in the order in which the sweep meets them
   */
  public record Variation(String path, List<String> values) {}

  /** Where its results go unless a command says otherwise: a path, or a URI. */
  public String results() {
    return run.out().isEmpty() ? Path.of("results", name).toString() : run.out();
  }

  /** The same sweep with some of its trials only. */
  public Sweep only(Set<TrialId> ids) {
    return new Sweep(
        name,
        description,
        run,
        spark,
        cells.stream().filter(cell -> ids.contains(cell.id())).toList(),
        excluded,
        duplicates,
        replicates,
        designs,
        resolved,
        files);
  }

  /** The design that draws the values of a setting; empty if they are listed. */
  public Optional<Design> designOf(String path) {
    return designs.stream()
        .filter(axis -> axis.paths().contains(path))
        .map(Axis.Designed::design)
        .findFirst();
  }

  /** Number of trials. */
  public int count() {
    return cells.size();
  }

  /** The trials in order. */
  public List<TrialSpec> trials() {
    return cells.stream().map(Cell::spec).toList();
  }

  /** The settings that vary and their values, in the order of {@link Cell#coordinates}. */
  public List<Variation> axes() {
    var values = new LinkedHashMap<String, Set<String>>();
    cells.forEach(
        cell ->
            cell.coordinates()
                .forEach(
                    (path, value) ->
                        values.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(value)));
    var axes = new ArrayList<Variation>();
    values.forEach((path, met) -> axes.add(new Variation(path, List.copyOf(met))));
    axes.sort(Comparator.comparingInt(axis -> Grid.Paths.rank(axis.path())));
    return axes;
  }
}
