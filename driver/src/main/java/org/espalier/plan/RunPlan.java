package org.espalier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/**
 * What a run has to do: the trials that a sweep asks for, without those that are stored.
 *
 * @param sweep name of the sweep
 * @param planned every trial of the sweep, in its order
 * @param stored those of them that are stored, by how they ended; retried ones are not among them
 * @param missing those to train, in the sweep's order; first attempts and retries
 * @param retried those of the missing that are stored and trained again
 * @param settled the ids of the stored trials that are not missing, of the sweep or beside it
 * @param surplus stored trials that the sweep no longer asks for
 * @param shared which of the missing go on from the end of a shorter trial
 * @param costs what trials take
 */
public record RunPlan(
    String sweep,
    List<PlannedTrial> planned,
    Map<TrialStatus, Integer> stored,
    List<PlannedTrial> missing,
    List<StoredTrial> retried,
    Set<TrialId> settled,
    int surplus,
    SharedTraining shared,
    CostModel costs) {
  public RunPlan {
    planned = List.copyOf(planned);
    var counts = new EnumMap<TrialStatus, Integer>(TrialStatus.class);
    counts.putAll(stored);
    stored = Collections.unmodifiableMap(counts);
    missing = List.copyOf(missing);
    retried = List.copyOf(retried);
    settled = Set.copyOf(settled);
  }

  /** The plan of a sweep over what is stored, where no ends of trials were kept. */
  public static RunPlan of(
      String sweep, List<PlannedTrial> planned, StoredTrials stored, RetryPolicy retry) {
    return of(sweep, planned, stored, StoredEnds.NONE, retry);
  }

  /** The plan of a sweep over what is stored. */
  public static RunPlan of(
      String sweep,
      List<PlannedTrial> planned,
      StoredTrials stored,
      StoredEnds ends,
      RetryPolicy retry) {
    var counts = new EnumMap<TrialStatus, Integer>(TrialStatus.class);
    var missing = new ArrayList<PlannedTrial>();
    var retried = new ArrayList<StoredTrial>();
    Set<TrialId> settled = new HashSet<>();
    stored.all().forEach(known -> settled.add(known.id()));
    Set<TrialId> ids = new HashSet<>(planned.size() * 4 / 3 + 1);
    var found = 0;
    for (PlannedTrial trial : planned) {
      if (!ids.add(trial.id())) {
        throw new IllegalArgumentException("trial " + trial.id() + " is planned twice");
      }
      StoredTrial known = stored.find(trial.id()).orElse(null);
      if (known != null) {
        found++;
      }
      if (known == null || retry.retries(known)) {
        missing.add(trial);
        settled.remove(trial.id());
        if (known != null) {
          retried.add(known);
        }
      } else {
        counts.merge(known.status(), 1, Integer::sum);
      }
    }
    return new RunPlan(
        sweep,
        planned,
        counts,
        missing,
        retried,
        settled,
        stored.count() - found,
        SharedTraining.of(missing, ends),
        CostModel.calibrated(planned, stored));
  }

  /** The same plan of a run that began when these trials were stored, by how they ended. */
  public RunPlan withStored(Map<TrialStatus, Integer> before) {
    return new RunPlan(sweep, planned, before, missing, retried, settled, surplus, shared, costs);
  }

  /** Whether a trial's row is stored and stays. */
  public boolean isSettled(TrialId id) {
    return settled.contains(id);
  }

  /** Whether every trial of the sweep is stored, however it ended. */
  public boolean isComplete() {
    return missing.isEmpty();
  }

  /** Expected time of a missing trial on one core, in seconds. */
  public double seconds(PlannedTrial trial) {
    return shared.seconds(costs, trial);
  }

  /** Expected time of the missing trials on one core, in seconds. */
  public double expectedSeconds() {
    return missing.stream().mapToDouble(this::seconds).sum();
  }

  /** Expected time of some trials on one core, in seconds, with what they share. */
  public double expectedSeconds(List<PlannedTrial> trials) {
    SharedTraining among = SharedTraining.of(trials, StoredEnds.NONE);
    return trials.stream().mapToDouble(trial -> among.seconds(costs, trial)).sum();
  }

  /** Steps of the missing trials in all, as if each were trained from the start. */
  public long steps() {
    return SharedTraining.steps(missing);
  }

  /** Expected size of the missing trials in the tables, in bytes. */
  public long expectedBytes() {
    return missing.stream().mapToLong(trial -> CostModel.bytes(trial.spec())).sum();
  }

  /**
   * The missing trials in packs: the first replicate of every cell before the second of any, and
   * the longest first among those.
   */
  public List<TrialPack> packs(PackSizes sizes) {
    return TrialPacks.of(planned, shared, costs, sizes);
  }

  /** Expected time until the last core is done, in seconds. */
  public double expectedWallSeconds(PackSizes sizes) {
    return TrialPacks.wallSeconds(packs(sizes), sizes.cores());
  }
}
