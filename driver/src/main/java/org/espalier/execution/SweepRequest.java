package org.espalier.execution;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.NeededReplicates;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrials;
import org.espalier.sweep.Replicates;
import org.espalier.sweep.Sweep;

/**
 * What is to be stored in the end.
 *
 * @param sweep its name
 * @param trials every trial of it, each once; with {@code replicates}, every one that may be needed
 * @param replicates how many of the seeds of a cell are needed; empty for all
 * @param resolved the sweep as a sweep file, with everything worked in, to be kept beside the
 *     tables
 * @param files that the resolved sweep names, by their names beside it: their contents
 */
public record SweepRequest(
    String sweep,
    List<PlannedTrial> trials,
    Optional<Replicates> replicates,
    String resolved,
    Map<String, String> files) {
  public SweepRequest {
    trials = List.copyOf(trials);
    files = Map.copyOf(files);
  }

  /** Every one of some trials of a sweep that names no files. */
  public SweepRequest(String sweep, List<PlannedTrial> trials, String resolved) {
    this(sweep, trials, Optional.empty(), resolved, Map.of());
  }

  /** The whole of a sweep. */
  public static SweepRequest of(Sweep sweep) {
    return new SweepRequest(
        sweep.name(),
        sweep.cells().stream().map(cell -> new PlannedTrial(cell.id(), cell.spec())).toList(),
        sweep.replicates(),
        sweep.resolved(),
        sweep.files());
  }

  /** The trials that are needed by the results that are stored. */
  List<PlannedTrial> needed(ResultStore store, StoredTrials stored) throws IOException {
    return replicates.isEmpty()
        ? trials
        : NeededReplicates.of(replicates.get(), trials, store, stored).trials();
  }
}
