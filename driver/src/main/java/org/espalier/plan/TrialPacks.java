package org.espalier.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Gathers trials into packs of about equal cost and hands out the longest first: the rule of
 * longest processing time (Graham 1969), whose last core is at most a third later than the best
 * schedule's.
 */
final class TrialPacks {
  private TrialPacks() {}

  private record Costed(PlannedTrial trial, double seconds) {}

  /** A pack that is being filled. */
  private static final class Bin {
    final List<PlannedTrial> trials = new ArrayList<>();
    double seconds;
  }

  static List<TrialPack> of(List<PlannedTrial> trials, CostModel costs, PackSizes sizes) {
    List<Costed> longestFirst =
        trials.stream()
            .map(trial -> new Costed(trial, costs.seconds(trial.spec())))
            .sorted(
                Comparator.comparingDouble(Costed::seconds)
                    .reversed()
                    .thenComparing(c -> c.trial().id()))
            .toList();
    double total = longestFirst.stream().mapToDouble(Costed::seconds).sum();
    var open = new PriorityQueue<Bin>(Comparator.comparingDouble(bin -> bin.seconds));
    int count = count(trials.size(), total, sizes);
    for (int b = 0; b < count; b++) {
      open.add(new Bin());
    }
    var bins = new ArrayList<Bin>(open);
    int most = Math.max(sizes.trials(), -Math.floorDiv(-trials.size(), Math.max(1, count)));
    for (Costed next : longestFirst) {
      Bin bin = open.remove();
      bin.trials.add(next.trial());
      bin.seconds += next.seconds();
      if (bin.trials.size() < most) {
        open.add(bin);
      }
    }
    bins.removeIf(bin -> bin.trials.isEmpty());
    bins.sort(Comparator.comparingDouble((Bin bin) -> bin.seconds).reversed());
    return numbered(bins);
  }

  /** As many as the duration asks for, enough to keep every core busy, none without a trial. */
  private static int count(int trials, double seconds, PackSizes sizes) {
    double byDuration = Math.ceil(seconds / (sizes.duration().toMillis() / 1000.0));
    int bySize = -Math.floorDiv(-trials, sizes.trials());
    int byCores = PackSizes.PACKS_PER_CORE * sizes.cores();
    return (int) Math.min(trials, Math.max(byDuration, Math.max(bySize, byCores)));
  }

  private static List<TrialPack> numbered(List<Bin> bins) {
    var packs = new ArrayList<TrialPack>(bins.size());
    for (Bin bin : bins) {
      bin.trials.sort(Comparator.comparing(PlannedTrial::id));
      packs.add(new TrialPack(packs.size(), List.copyOf(bin.trials), bin.seconds));
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
