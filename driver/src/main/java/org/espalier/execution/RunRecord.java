package org.espalier.execution;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.plan.RunManifest;
import org.espalier.plan.RunPlan;
import org.espalier.table.Provenance;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/** What a run has stored so far, for its manifest and its summary. */
final class RunRecord {
  private final String run;
  private final RunPlan plan;
  private final Storage storage;
  private final Instant started = Instant.now();
  private final long startedNanos = System.nanoTime();
  private final Set<TrialId> stored = new HashSet<>();
  private final Map<TrialStatus, Integer> byStatus = new EnumMap<>(TrialStatus.class);
  private final List<TrialOutcome> failures = new ArrayList<>();
  private String master = "";
  private String error;

  RunRecord(String run, RunPlan plan, Storage storage) {
    this.run = run;
    this.plan = plan;
    this.storage = storage;
  }

  String run() {
    return run;
  }

  RunPlan plan() {
    return plan;
  }

  void begin(String onMaster) throws IOException {
    master = onMaster;
    manifest("running", "").write(storage);
  }

  /** A trial is stored; whether this is the first that is heard of it. */
  boolean add(TrialOutcome trial) {
    if (!stored.add(trial.id())) {
      return false;
    }
    byStatus.merge(trial.status(), 1, Integer::sum);
    if (trial.status() != TrialStatus.SUCCEEDED) {
      failures.add(trial);
    }
    return true;
  }

  int failures() {
    return failures.size();
  }

  /** What went wrong; the first thing counts. */
  void error(String message) {
    if (error == null) {
      error = message;
    }
  }

  boolean hasError() {
    return error != null;
  }

  boolean isComplete() {
    return stored.size() == plan.missing().size();
  }

  RunSummary summary(RunSummary.End end) {
    return new RunSummary(
        run,
        plan,
        byStatus,
        failures,
        end,
        Optional.ofNullable(error),
        (System.nanoTime() - startedNanos) / 1e9);
  }

  void end(RunSummary.End end) throws IOException {
    manifest(end.name().toLowerCase(Locale.ROOT), Instant.now().toString()).write(storage);
  }

  private RunManifest manifest(String state, String finished) {
    var statuses = new TreeMap<String, Integer>();
    byStatus.forEach((status, count) -> statuses.put(status.label(), count));
    return new RunManifest(
        run,
        plan.sweep(),
        state,
        started.toString(),
        finished,
        master,
        plan.planned().size(),
        plan.missing().size(),
        statuses,
        Provenance.here());
  }
}
