package org.espalier.query;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.setting.Setting;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;

/**
 * Which configuration columns tell the cells of a sweep apart, a cell being all replicates of one
 * configuration.
 *
 * @param all every configuration column but the seeds
 * @param shown those worth showing: what the sweep varies, and what is always asked for
 */
record CellColumns(List<Setting<TrialSpec>> all, List<Setting<TrialSpec>> shown) {
  private static final Set<String> ALWAYS_SHOWN =
      Set.of("graph.family", "task.vocab", "task.length", "model.family", "model.heads");

  /** The columns of a sweep. */
  static CellColumns of(Collection<String> variedPaths) {
    List<Setting<TrialSpec>> all =
        SpecKeys.ALL.stream().filter(key -> !Replicates.isSeed(key.path())).toList();
    List<String> varied = variedPaths.stream().flatMap(CellColumns::columnsOf).toList();
    return new CellColumns(
        all,
        all.stream()
            .filter(key -> ALWAYS_SHOWN.contains(key.path()) || varied.contains(key.path()))
            .toList());
  }

  /** The axes among the shown columns: settings that were varied, or the graph family alone. */
  List<Setting<TrialSpec>> axes(Collection<String> variedPaths) {
    List<String> varied = variedPaths.stream().flatMap(CellColumns::columnsOf).toList();
    List<Setting<TrialSpec>> axes =
        all.stream().filter(key -> varied.contains(key.path())).toList();
    return axes.isEmpty()
        ? all.stream().filter(key -> key.path().equals("graph.family")).toList()
        : axes;
  }

  /** An explicit graph is stored as its parents, whichever file and index they came from. */
  private static Stream<String> columnsOf(String path) {
    boolean names = path.equals("graph.file") || path.equals("graph.index");
    return Stream.of(names ? "graph.parents" : path);
  }
}
