package org.espalier.execution;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.ConfigurationException;
import org.espalier.plan.NeededReplicates;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.ResultsFolders;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoredEnds;
import org.espalier.plan.StoredTrials;
import org.espalier.sweep.Axis;
import org.espalier.sweep.Replicates;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;

/**
 * What is to be stored in the end.
 *
 * @param sweep its name
 * @param trials every trial of it, each once; with {@code replicates}, every one that may be needed
 * @param replicates how many of the seeds of a cell are needed; empty for all
 * @param designs whose points are among its axes
 * @param resolved the sweep as a sweep file, with everything worked in, to be kept beside the
 *     tables
 * @param files that the resolved sweep names, by their names beside it: their contents
 */
public record SweepRequest(
    String sweep,
    List<PlannedTrial> trials,
    Optional<Replicates> replicates,
    List<Axis.Designed> designs,
    String resolved,
    Map<String, String> files) {
  public SweepRequest {
    trials = List.copyOf(trials);
    designs = List.copyOf(designs);
    files = Map.copyOf(files);
  }

  /** Every one of some trials of a sweep that names no files. */
  public SweepRequest(String sweep, List<PlannedTrial> trials, String resolved) {
    this(sweep, trials, Optional.empty(), List.of(), resolved, Map.of());
  }

  /** The whole of a sweep. */
  public static SweepRequest of(Sweep sweep) {
    return new SweepRequest(
        sweep.name(),
        sweep.cells().stream().map(cell -> new PlannedTrial(cell.id(), cell.spec())).toList(),
        sweep.replicates(),
        sweep.designs(),
        sweep.resolved(),
        sweep.files());
  }

  /**
   * What a run would do. Nothing is written.
   *
   * @throws ConfigurationException as {@link #requireSame}, or if a file in the folder is damaged
   * @throws IOException if the folder cannot be read
   */
  public RunPlan plan(ResultStore store, RetryPolicy retry) throws IOException {
    StoredTrials stored = store.trials();
    requireSame(store, stored);
    return RunPlan.of(sweep, needed(store, stored), stored, StoredEnds.of(store.storage()), retry);
  }

  /** The trials that are needed by the results that are stored. */
  public List<PlannedTrial> needed(ResultStore store, StoredTrials stored) throws IOException {
    return replicates.isEmpty()
        ? trials
        : NeededReplicates.of(replicates.get(), trials, store, stored).trials();
  }

  /**
   * Returns if the results are of the sweep, which may have grown since.
   *
   * @throws ConfigurationException if they are of another, or of one that cannot grow into it, or
   *     if there are none and others are in folders there
   */
  public void requireSame(ResultStore store, StoredTrials stored) {
    if (stored.count() == 0 && !store.hasCells()) {
      ResultsFolders.requireNone(store.storage().root());
    }
    store.requireSweep(sweep, stored);
    if (stored.count() > 0 && !designs.isEmpty()) {
      SweepReader.requireGrowth(designs, former(store), store.storage().address(Layout.SWEEP));
    }
  }

  /**
   * The sweep that was last run; empty if that is not known, for a run writes a damaged file again.
   */
  private static String former(ResultStore store) {
    try {
      return store.resolvedSweep().orElse("");
    } catch (ConfigurationException damaged) {
      return "";
    }
  }
}
