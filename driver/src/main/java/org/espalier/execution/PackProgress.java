package org.espalier.execution;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.AccumulatorV2;
import org.espalier.trial.TrialId;

/**
 * How far the packs that run now have come. Spark carries what tasks put here to the driver with
 * every heartbeat of an executor.
 */
final class PackProgress extends AccumulatorV2<PackProgress.Pack, List<PackProgress.Pack>> {
  private static final long serialVersionUID = 1L;

  /**
   * The state of one pack.
   *
   * @param index of the pack
   * @param finished its trials that have ended, committed or not
   * @param running the trial that runs now, or null
   * @param first step that it went on from, 0 if it began at its start
   * @param step gradient steps that it has done, the first ones included
   * @param steps that it is to do
   * @param seconds since it began
   */
  record Pack(
      int index,
      List<TrialOutcome> finished,
      TrialId running,
      int first,
      int step,
      int steps,
      double seconds)
      implements Serializable {}

  private List<Pack> packs = List.of();

  @Override
  public synchronized boolean isZero() {
    return packs.isEmpty();
  }

  @Override
  public synchronized PackProgress copy() {
    var copy = new PackProgress();
    copy.packs = packs;
    return copy;
  }

  @Override
  public synchronized void reset() {
    packs = List.of();
  }

  /** A task has one pack, so what it adds takes the place of what it added before. */
  @Override
  public synchronized void add(Pack pack) {
    packs = List.of(pack);
  }

  /** The driver's own value stays empty: it is told of packs as they end. */
  @Override
  public void merge(AccumulatorV2<Pack, List<Pack>> other) {}

  @Override
  public synchronized List<Pack> value() {
    return new ArrayList<>(packs);
  }
}
