package org.espalier.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.espalier.trial.TrialId;

/**
 * Gathers trials into packs of about equal cost, in the order in which they are to be handed out.
 *
 * <p>The first replicate of every cell comes before the second of any, so that a run that is cut
 * short leaves a smaller study and not a lopsided one. Within a round of replicates the longest
 * come first: the rule of longest processing time (Graham 1969), whose last core is at most a third
 * later than the best schedule's. Rounds that would not keep the cores busy for a moment ({@link
 * PackSizes#LEAST_SECONDS}) are gathered together. Trials of one trajectory stay together, the
 * shortest first, and count as the earliest replicate among them.
 */
final class TrialPacks {
  private TrialPacks() {}

  /**
   * Trials that are trained one after the other: those of one trajectory, mostly one alone.
   *
   * @param trials the shortest first
   * @param round the first replicate among them, from 0
   * @param seconds of all
   */
  private record Group(List<PlannedTrial> trials, int round, double seconds) {
    TrialId first() {
      return trials.get(0).id();
    }
  }

  /** A pack that is being filled. */
  private static final class Bin {
    final List<Group> groups = new ArrayList<>();
    int trials;
    double seconds;

    void add(Group group) {
      groups.add(group);
      trials += group.trials().size();
      seconds += group.seconds();
    }
  }

  /**
   * The packs of some trials.
   *
   * @param planned every trial of the sweep, in its order: says which replicate of its cell a trial
   *     is
   * @param missing those of them to be packed, with what they share
   */
  static List<TrialPack> of(
      List<PlannedTrial> planned, SharedTraining missing, CostModel costs, PackSizes sizes) {
    Map<TrialId, Integer> rounds = rounds(planned);
    Map<Integer, List<Group>> byRound = new TreeMap<>();
    for (List<PlannedTrial> trials : missing.groups()) {
      int round = trials.stream().mapToInt(t -> rounds.get(t.id())).min().orElseThrow();
      double seconds = trials.stream().mapToDouble(t -> missing.seconds(costs, t)).sum();
      byRound.computeIfAbsent(round, r -> new ArrayList<>()).add(new Group(trials, round, seconds));
    }
    double least = PackSizes.PACKS_PER_CORE * sizes.cores() * PackSizes.LEAST_SECONDS;
    var packs = new ArrayList<TrialPack>();
    var gathered = new ArrayList<Group>();
    for (List<Group> round : byRound.values()) {
      gathered.addAll(round);
      if (seconds(gathered) >= least) {
        packs.addAll(packed(gathered, sizes, packs.size()));
        gathered.clear();
      }
    }
    packs.addAll(packed(gathered, sizes, packs.size()));
    return packs;
  }

  /** Which replicate of its cell each trial is, from 0. */
  private static Map<TrialId, Integer> rounds(List<PlannedTrial> planned) {
    Map<List<Object>, Integer> counts = new HashMap<>();
    Map<TrialId, Integer> rounds = new HashMap<>(planned.size() * 4 / 3 + 1);
    planned.forEach(
        trial -> rounds.put(trial.id(), counts.merge(trial.spec().cell(), 1, Integer::sum) - 1));
    return rounds;
  }

  private static double seconds(List<Group> groups) {
    return groups.stream().mapToDouble(Group::seconds).sum();
  }

  /** Packs of trials that may run in any order. */
  private static List<TrialPack> packed(List<Group> groups, PackSizes sizes, int firstIndex) {
    List<Group> longestFirst =
        groups.stream()
            .sorted(
                Comparator.comparingDouble(Group::seconds).reversed().thenComparing(Group::first))
            .toList();
    int number = groups.stream().mapToInt(group -> group.trials().size()).sum();
    var open = new PriorityQueue<Bin>(Comparator.comparingDouble(bin -> bin.seconds));
    int count = Math.min(groups.size(), count(number, seconds(groups), sizes));
    for (int b = 0; b < count; b++) {
      open.add(new Bin());
    }
    var bins = new ArrayList<Bin>(open);
    int most = Math.max(sizes.trials(), -Math.floorDiv(-number, Math.max(1, count)));
    for (Group next : longestFirst) {
      Bin bin = open.remove();
      bin.add(next);
      if (bin.trials < most || open.isEmpty()) {
        open.add(bin);
      }
    }
    bins.removeIf(bin -> bin.groups.isEmpty());
    bins.sort(Comparator.comparingDouble((Bin bin) -> bin.seconds).reversed());
    return numbered(bins, firstIndex);
  }

  /** As many as the duration asks for, enough to keep every core busy, none without a trial. */
  private static int count(int trials, double seconds, PackSizes sizes) {
    double byDuration = Math.ceil(seconds / (sizes.duration().toMillis() / 1000.0));
    int bySize = -Math.floorDiv(-trials, sizes.trials());
    int byCores = PackSizes.PACKS_PER_CORE * sizes.cores();
    return (int) Math.min(trials, Math.max(byDuration, Math.max(bySize, byCores)));
  }

  private static List<TrialPack> numbered(List<Bin> bins, int firstIndex) {
    var packs = new ArrayList<TrialPack>(bins.size());
    for (Bin bin : bins) {
      List<PlannedTrial> trials =
          bin.groups.stream()
              .sorted(Comparator.comparing(Group::round).thenComparing(Group::first))
              .flatMap(group -> group.trials().stream())
              .toList();
      packs.add(new TrialPack(firstIndex + packs.size(), trials, bin.seconds));
    }
    return packs;
  }

  /** When the last core is done, if each takes the next pack as soon as it is free. */
  static double wallSeconds(List<TrialPack> packs, int cores) {
    var free = new PriorityQueue<Double>();
    for (int c = 0; c < cores; c++) {
      free.add(0.0);
    }
    double last = 0;
    for (TrialPack pack : packs) {
      double end = free.remove() + pack.expectedSeconds();
      free.add(end);
      last = Math.max(last, end);
    }
    return last;
  }
}
