package org.espalier.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.RunPlan;
import org.espalier.trial.TrialStatus;

/**
 * How a run ended.
 *
 * @param run id of the run
 * @param plan what it set out to do
 * @param stored trials that it has stored, by how they ended
 * @param failures those that did not succeed, in the order in which they were stored
 * @param end why it ended
 * @param error what went wrong, if it ended by an {@link End#ERROR}
 * @param seconds that it took
 */
public record RunSummary(
    String run,
    RunPlan plan,
    Map<TrialStatus, Integer> stored,
    List<TrialOutcome> failures,
    End end,
    Optional<String> error,
    double seconds) {

  /** Why a run ended. */
  public enum End {
    /** Every trial of the sweep is stored. */
    COMPLETE,
    /** It was asked to stop. */
    STOPPED,
    /** It has spent its budget. */
    BUDGET_SPENT,
    /** Too many trials failed. */
    TOO_MANY_FAILURES,
    /** Another run took the lease. */
    LEASE_LOST,
    /** Nothing could be written, or Spark gave up. */
    ERROR
  }

  public RunSummary {
    failures = List.copyOf(failures);
    stored = Map.copyOf(stored);
  }

  /** Number of trials that the run has stored. */
  public int storedCount() {
    return stored.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Whether every trial of the sweep is stored and succeeded, in this run or before. The exit code
   * of {@code run} says so.
   */
  public boolean isSuccess() {
    boolean hadSucceeded =
        plan.stored().entrySet().stream()
            .allMatch(e -> e.getKey() == TrialStatus.SUCCEEDED || e.getValue() == 0);
    return end == End.COMPLETE && failures.isEmpty() && hadSucceeded;
  }
}
