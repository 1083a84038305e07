package org.espalier.execution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.espalier.trial.TrialId;

/**
 * How long a run will still take.
 *
 * <p>Each trial is expected to take its estimate times what trials of its kind have been measured
 * to take against theirs, of all kinds while there is none of its own; trials that run are measured
 * by the steps that they have done. The work that is left is shared among the cores, and no less
 * than the longest that a running trial still needs. What is said follows what is found within some
 * seconds, so that a single trial does not throw it about.
 */
final class RemainingTime {
  /** Seconds within which about two thirds of a change are followed. */
  private static final double INERTIA = 10;

  /** Share of its steps from which on a trial's own speed says when it ends. */
  private static final double TELLING_SHARE = 0.02;

  private final Map<TrialId, Expected> trials;
  private final IntSupplier cores;
  private final Map<Object, Work> stored = new HashMap<>();
  private double said = Double.NaN;
  private double saidAt;

  /**
   * What is expected of a trial.
   *
   * @param kind trials whose estimates are wrong by about the same factor have an equal one
   * @param seconds by the cost model
   */
  record Expected(Object kind, double seconds) {}

  /** Work of one kind, in expected seconds but for the last. */
  private static final class Work {
    private double left;
    private double done;
    private double measured;

    Work copy() {
      var copy = new Work();
      copy.left = left;
      copy.done = done;
      copy.measured = measured;
      return copy;
    }

    void end(double expected, double seconds) {
      left -= expected;
      done += expected;
      measured += seconds;
    }
  }

  /**
   * The time of some trials.
   *
   * @param cores asked for those that run trials at the moment: at least 1
   */
  RemainingTime(Map<TrialId, Expected> trials, IntSupplier cores) {
    this.trials = trials;
    this.cores = cores;
    trials.values().forEach(t -> work(stored, t).left += t.seconds());
  }

  private static Work work(Map<Object, Work> works, Expected trial) {
    return works.computeIfAbsent(trial.kind(), kind -> new Work());
  }

  /** A trial is stored, which took some seconds. */
  void stored(TrialId trial, double seconds) {
    Expected expected = trials.get(trial);
    if (expected != null) {
      work(stored, expected).end(expected.seconds(), seconds);
    }
  }

  /**
   * The seconds that are left.
   *
   * @param now seconds since the run began
   * @param ended trials that have ended and are not stored, with the seconds that they took
   * @param running trials that run now
   */
  double seconds(double now, Map<TrialId, Double> ended, List<SweepProgress.Running> running) {
    Map<Object, Work> works = new HashMap<>();
    stored.forEach((kind, work) -> works.put(kind, work.copy()));
    ended.forEach(
        (trial, seconds) -> {
          Expected expected = trials.get(trial);
          if (expected != null) {
            work(works, expected).end(expected.seconds(), seconds);
          }
        });
    for (SweepProgress.Running trial : running) {
      Expected expected = trials.get(trial.id());
      if (expected != null) {
        Work work = work(works, expected);
        work.left -= expected.seconds();
        if (share(trial) >= TELLING_SHARE) {
          work.done += expected.seconds() * share(trial);
          work.measured += trial.seconds();
        }
      }
    }
    double done = works.values().stream().mapToDouble(work -> work.done).sum();
    double measured = works.values().stream().mapToDouble(work -> work.measured).sum();
    double overall = done > 0 && measured > 0 ? measured / done : 1;
    double ahead = 0;
    for (Work work : works.values()) {
      ahead += Math.max(0, work.left) * factor(work, overall);
    }
    double longest = 0;
    for (SweepProgress.Running trial : running) {
      double left = left(trial, works, overall);
      ahead += left;
      longest = Math.max(longest, left);
    }
    return smoothed(now, Math.max(ahead / cores.getAsInt(), longest), longest);
  }

  private static double factor(Work work, double overall) {
    return work.done > 0 && work.measured > 0 ? work.measured / work.done : overall;
  }

  /** How much is done of the steps that are not taken over from elsewhere. */
  private static double share(SweepProgress.Running trial) {
    int steps = Math.max(1, trial.steps() - trial.first());
    return (double) Math.max(0, trial.step() - trial.first()) / steps;
  }

  private double left(SweepProgress.Running trial, Map<Object, Work> works, double overall) {
    double share = share(trial);
    if (share >= TELLING_SHARE) {
      return trial.seconds() * (1 - share) / share;
    }
    Expected expected = trials.get(trial.id());
    if (expected == null) {
      return 0;
    }
    double whole = expected.seconds() * factor(works.get(expected.kind()), overall);
    return Math.max(whole - trial.seconds(), whole * (1 - share) / 2);
  }

  private double smoothed(double now, double found, double least) {
    if (Double.isNaN(said)) {
      said = found;
    } else {
      double expected = Math.max(0, said - (now - saidAt));
      double trust = 1 - Math.exp((saidAt - now) / INERTIA);
      said = expected + trust * (found - expected);
    }
    said = Math.max(said, least);
    saidAt = now;
    return said;
  }
}
