package org.espalier.plan;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.trial.Trajectory;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/**
 * Where trials are kept that ended, so that longer ones of the same {@link Trajectory} can go on
 * from there: a file for each beside the results, with {@code run.keep-state}.
 */
public final class StoredEnds {
  private static final String FOLDER = Layout.ENDS;
  private static final Pattern FILE = Pattern.compile("([0-9a-f]{32})-(\\d{1,10})\\.state");

  /** None. */
  public static final StoredEnds NONE = new StoredEnds(Map.of());

  private final Map<TrialId, NavigableSet<Integer>> steps;

  private StoredEnds(Map<TrialId, NavigableSet<Integer>> steps) {
    this.steps = steps;
  }

  /** Those of some results; their contents are not looked at. */
  public static StoredEnds of(Storage storage) throws IOException {
    Map<TrialId, NavigableSet<Integer>> steps = new HashMap<>();
    for (Storage.Entry entry : storage.list(FOLDER)) {
      Matcher file = FILE.matcher(entry.fileName());
      if (file.matches()) {
        steps
            .computeIfAbsent(new TrialId(file.group(1)), id -> new TreeSet<>())
            .add((int) Math.min(Integer.MAX_VALUE, Long.parseLong(file.group(2))));
      }
    }
    return steps.isEmpty() ? NONE : new StoredEnds(steps);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** Steps of the longest trial that is kept and is shorter than a trial of its trajectory. */
  public OptionalInt before(TrialSpec spec) {
    if (steps.isEmpty() || spec.training().dependence().isPresent()) {
      return OptionalInt.empty();
    }
    NavigableSet<Integer> ends = steps.get(Trajectory.id(spec));
    Integer end = ends == null ? null : ends.lower(spec.training().steps());
    return end == null ? OptionalInt.empty() : OptionalInt.of(end);
  }

  /** The file of a trajectory's state after so many steps. */
  public static String file(TrialId trajectory, int steps) {
    return String.format(Locale.ROOT, "%s/%s-%d.state", FOLDER, trajectory.value(), steps);
  }
}
