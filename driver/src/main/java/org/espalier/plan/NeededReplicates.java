package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.metric.Bounds;
import org.espalier.study.ReplicateRule;
import org.espalier.sweep.Replicates;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialMetrics;

/**
 * Which replicates of each cell of a sweep are needed by the results that are stored. A function of
 * these alone, so that a run that was interrupted asks for the trials that it would have asked for.
 *
 * @param trials those that are needed, in the sweep's order, stored or not
 * @param narrow number of cells whose intervals are narrow enough
 * @param open cells whose replicates are not all stored
 * @param exhausted cells that have all replicates and are not narrow enough
 */
public record NeededReplicates(
    List<PlannedTrial> trials, int narrow, List<OpenCell> open, List<OpenCell> exhausted) {

  /**
   * A cell that is not as the sweep asks for.
   *
   * @param first its first replicate
   * @param stored number of its replicates that are stored, of those that are needed
   * @param needed number of replicates that the stored ones ask for
   */
  public record OpenCell(PlannedTrial first, int stored, int needed) {}

  /**
   * The replicates that are needed.
   *
   * @param wanted what the sweep asks of its replicates
   * @param candidates every replicate that a cell may get, those of a cell in the order of seeds
   * @param stored the trials that there are
   * @param metrics for each trial that succeeded the values of {@code wanted.of()}, NaN where there
   *     is none
   */
  public static NeededReplicates of(
      Replicates wanted,
      List<PlannedTrial> candidates,
      StoredTrials stored,
      Map<TrialId, double[]> metrics) {
    Map<List<Object>, List<PlannedTrial>> cells = new LinkedHashMap<>();
    candidates.forEach(
        trial -> cells.computeIfAbsent(trial.spec().cell(), c -> new ArrayList<>()).add(trial));
    var trials = new ArrayList<PlannedTrial>();
    int narrow = 0;
    var open = new ArrayList<OpenCell>();
    var exhausted = new ArrayList<OpenCell>();
    for (List<PlannedTrial> cell : cells.values()) {
      var replicates = new Cell(wanted, cell, stored, metrics);
      int needed = Math.min(cell.size(), replicates.needed());
      trials.addAll(cell.subList(0, needed));
      int there = (int) IntStream.range(0, needed).filter(replicates::isStored).count();
      if (there == needed && replicates.isNarrow(needed)) {
        narrow++;
      } else {
        (there < needed ? open : exhausted).add(new OpenCell(cell.get(0), there, needed));
      }
    }
    return new NeededReplicates(trials, narrow, List.copyOf(open), List.copyOf(exhausted));
  }

  /** Those of a store as it is now. */
  public static NeededReplicates of(
      Replicates wanted, List<PlannedTrial> candidates, ResultStore store, StoredTrials stored)
      throws IOException {
    return of(wanted, candidates, stored, MetricScan.read(store, wanted.of()));
  }

  /** The replicates of one cell. */
  private record Cell(
      Replicates wanted,
      List<PlannedTrial> trials,
      StoredTrials stored,
      Map<TrialId, double[]> metrics) {

    int needed() {
      ReplicateRule rule = wanted.rule();
      return rule.needed(
          seed -> seed >= trials.size() || isStored(seed), n -> n >= trials.size() || isNarrow(n));
    }

    boolean isStored(int seed) {
      return stored.find(trials.get(seed).id()).isPresent();
    }

    boolean isNarrow(int n) {
      return IntStream.range(0, wanted.of().size()).allMatch(metric -> isNarrow(metric, n));
    }

    /** A metric that no replicate has does not apply to the cell, and asks for nothing. */
    private boolean isNarrow(int metric, int n) {
      double[] values =
          trials.subList(0, n).stream()
              .map(trial -> metrics.get(trial.id()))
              .filter(found -> found != null)
              .mapToDouble(found -> found[metric])
              .filter(Double::isFinite)
              .toArray();
      boolean applies = values.length > 0 || succeeded(n) == 0;
      Bounds bounds = TrialMetrics.find(wanted.of().get(metric)).orElseThrow().bounds();
      return !applies || wanted.rule().isNarrow(values, bounds);
    }

    private long succeeded(int n) {
      return trials.subList(0, n).stream().filter(t -> metrics.containsKey(t.id())).count();
    }
  }
}
