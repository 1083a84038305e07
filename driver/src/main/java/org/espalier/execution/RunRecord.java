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
  private RunPlan plan;
  private int missing;
  private double coreSeconds;
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
    this.missing = plan.missing().size();
    this.storage = storage;
  }

  String run() {
    return run;
  }

  RunPlan plan() {
    return plan;
  }

  /** The run is about to train; says so in its manifest. */
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
    coreSeconds += trial.seconds();
    if (trial.status() != TrialStatus.SUCCEEDED) {
      failures.add(trial);
    }
    return true;
  }

  /** A further round begins, with the trials that are missing now. */
  void goOn(RunPlan next) {
    plan = next.withStored(plan.stored());
    missing += next.missing().size();
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
    return stored.size() == missing;
  }

  RunSummary summary(RunSummary.End end) {
    return new RunSummary(
        run, plan, byStatus, failures, end, Optional.ofNullable(error), seconds());
  }

  /** Since the run began. */
  double seconds() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  /** That the stored trials have taken. */
  double coreSeconds() {
    return coreSeconds;
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
        missing,
        statuses,
        Provenance.here());
  }
}
