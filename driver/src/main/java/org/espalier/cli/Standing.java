package org.espalier.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.trial.TrialStatus;

/**
 * How far a sweep is: what {@code run} says at its end and {@code status} whenever it is asked, in
 * the same words.
 *
 * @param ended number of stored trials by how they ended
 * @param missing number of trials that are not stored
 */
record Standing(Map<TrialStatus, Integer> ended, int missing) {

  Standing {
    var counts = new EnumMap<TrialStatus, Integer>(TrialStatus.class);
    ended.forEach((status, count) -> counts.merge(status, count, Integer::sum));
    counts.values().removeIf(count -> count == 0);
    ended = counts;
  }

  /** Whether every trial is stored and succeeded. */
  boolean isComplete() {
    return missing == 0 && bad().isEmpty();
  }

  /** What the state is, and what would change it. */
  String sentence() {
    if (isComplete()) {
      return "complete";
    }
    Map<TrialStatus, Integer> bad = bad();
    if (bad.isEmpty()) {
      return "not complete: `run` trains what is missing";
    }
    String counts =
        bad.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%,d %s", e.getValue(), e.getKey().label()))
            .collect(Collectors.joining(", "));
    String again = bad.keySet().stream().map(TrialStatus::label).collect(Collectors.joining(","));
    String none = ended.containsKey(TrialStatus.SUCCEEDED) ? "" : ", and no trial has succeeded";
    List<String> parts = new ArrayList<>();
    parts.add(
        missing == 0
            ? "every trial is stored, but not all succeeded: " + counts + none
            : "not complete: " + counts + none);
    if (missing > 0) {
      parts.add(String.format(Locale.ROOT, "`run` trains the %,d missing", missing));
    }
    parts.add("`run --retry " + again + "` trains those again");
    return String.join("; ", parts);
  }

  private Map<TrialStatus, Integer> bad() {
    var bad = new EnumMap<TrialStatus, Integer>(TrialStatus.class);
    bad.putAll(ended);
    bad.remove(TrialStatus.SUCCEEDED);
    return bad;
  }
}
