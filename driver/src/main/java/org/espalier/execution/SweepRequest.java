package org.espalier.execution;

import java.util.List;
import java.util.Map;
import org.espalier.plan.PlannedTrial;
import org.espalier.sweep.Sweep;

/**
 * What is to be stored in the end.
 *
 * @param sweep its name
 * @param trials every trial of it, each once
 * @param resolved the sweep as a sweep file, with everything worked in, to be kept beside the
 *     tables
 * @param files that the resolved sweep names, by their names beside it: their contents
 */
public record SweepRequest(
    String sweep, List<PlannedTrial> trials, String resolved, Map<String, String> files) {
  public SweepRequest {
    trials = List.copyOf(trials);
    files = Map.copyOf(files);
  }

  /** A sweep that names no files. */
  public SweepRequest(String sweep, List<PlannedTrial> trials, String resolved) {
    this(sweep, trials, resolved, Map.of());
  }

  /** The whole of a sweep. */
  public static SweepRequest of(Sweep sweep) {
    return new SweepRequest(
        sweep.name(),
        sweep.cells().stream().map(cell -> new PlannedTrial(cell.id(), cell.spec())).toList(),
        sweep.resolved(),
        sweep.files());
  }
}
