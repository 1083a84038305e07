package org.espalier.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.trial.Trajectory;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/**
 * Which trials go on from the end of a shorter one instead of being trained from the start: those
 * of one {@link Trajectory}, one after the other in one pack, and those of which a shorter one was
 * kept beside the results.
 */
public final class SharedTraining {
  private final List<List<PlannedTrial>> groups;
  private final Map<TrialId, Integer> inherited;
  private final Set<String> obstacles;

  private SharedTraining(
      List<List<PlannedTrial>> groups, Map<TrialId, Integer> inherited, Set<String> obstacles) {
    this.groups = groups;
    this.inherited = inherited;
    this.obstacles = obstacles;
  }

  /** What some trials share among each other and with those that were kept. */
  static SharedTraining of(List<PlannedTrial> trials, StoredEnds ends) {
    boolean isVaried = trials.stream().mapToInt(SharedTraining::steps).distinct().count() > 1;
    if (!isVaried && ends.isEmpty()) {
      return new SharedTraining(trials.stream().map(List::of).toList(), Map.of(), Set.of());
    }
    Map<Trajectory, List<PlannedTrial>> byTrajectory = new LinkedHashMap<>();
    trials.forEach(
        trial ->
            byTrajectory
                .computeIfAbsent(Trajectory.of(trial.spec()), t -> new ArrayList<>())
                .add(trial));
    var groups = new ArrayList<List<PlannedTrial>>();
    Map<TrialId, Integer> inherited = new HashMap<>();
    var obstacles = new TreeSet<String>();
    for (List<PlannedTrial> members : byTrajectory.values()) {
      Optional<String> obstacle = members.get(0).spec().training().dependence();
      if (obstacle.isPresent()) {
        members.forEach(trial -> groups.add(List.of(trial)));
        if (members.size() > 1) {
          obstacles.add(obstacle.get());
        }
      } else {
        members.sort(Comparator.comparingInt(SharedTraining::steps));
        groups.add(List.copyOf(members));
        inherit(members, ends, inherited);
      }
    }
    return new SharedTraining(List.copyOf(groups), inherited, obstacles);
  }

  private static void inherit(
      List<PlannedTrial> shortestFirst, StoredEnds ends, Map<TrialId, Integer> inherited) {
    int before = 0;
    for (PlannedTrial trial : shortestFirst) {
      int steps = Math.max(before, ends.before(trial.spec()).orElse(0));
      if (steps > 0) {
        inherited.put(trial.id(), steps);
      }
      before = steps(trial);
    }
  }

  private static int steps(PlannedTrial trial) {
    return trial.spec().training().steps();
  }

  /** The trials, those of one trajectory together and the shortest of them first. */
  List<List<PlannedTrial>> groups() {
    return groups;
  }

  /** Steps that a trial need not do; 0 for one that is trained from the start. */
  public int inherited(TrialId trial) {
    return inherited.getOrDefault(trial, 0);
  }

  /** Number of trials that go on from a shorter one. */
  public int count() {
    return inherited.size();
  }

  /** Steps of some trials in all, as if each were trained from the start. */
  static long steps(Collection<PlannedTrial> trials) {
    return trials.stream().mapToLong(trial -> trial.spec().training().totalSteps()).sum();
  }

  /** Steps that need not be done in all. */
  public long inheritedSteps() {
    return inherited.values().stream().mapToLong(Integer::longValue).sum();
  }

  /**
   * Settings because of which trials that differ in {@code training.steps} alone are each trained
   * from the start: {@code training.schedule = cosine}.
   */
  public Set<String> obstacles() {
    return Set.copyOf(obstacles);
  }

  /** Expected time of a trial on one core, in seconds. */
  double seconds(CostModel costs, PlannedTrial trial) {
    TrialSpec spec = trial.spec();
    return costs.seconds(spec, inherited(trial.id()));
  }
}
