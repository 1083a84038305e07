package org.espalier.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.espalier.plan.TrialPack;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * The Spark jobs of a run: a task for each pack, in the order of the packs.
 *
 * <p>Each pack is a job of its own, so that Spark's pages, its event log and its listeners say what
 * it trains ({@link PackDescription}); all are of one job group, the run. Where Spark speculates,
 * all packs are one job: it compares a task with others of its job.
 */
final class SweepJob {
  private final BlockingQueue<PackOutcome> outcomes = new LinkedBlockingQueue<>();
  private final List<SimpleFutureAction<BoxedUnit>> jobs = new ArrayList<>();

  /**
   * Hands the packs to Spark.
   *
   * @param run id of the run
   * @param sweep name of the sweep
   */
  SweepJob(SparkContext spark, String run, String sweep, List<TrialPack> packs, TrialTask task) {
    var rdd = JavaSparkContext.fromSparkContext(spark).parallelize(packs, packs.size()).rdd();
    try (var properties = new JobProperties(spark)) {
      if (spark.getConf().getBoolean("spark.speculation", false)) {
        properties.set(run, PackDescription.of(sweep, packs));
        submit(spark, rdd, packs, task);
      } else {
        for (TrialPack pack : packs) {
          properties.set(run, PackDescription.of(sweep, List.of(pack)));
          submit(spark, rdd, List.of(pack), task);
        }
      }
    }
  }

  private void submit(
      SparkContext spark, RDD<TrialPack> rdd, List<TrialPack> packs, TrialTask task) {
    List<Object> partitions = packs.stream().<Object>map(TrialPack::index).toList();
    BlockingQueue<PackOutcome> queue = outcomes;
    jobs.add(
        spark.submitJob(
            rdd,
            task,
            CollectionConverters.asScala(partitions).toSeq(),
            (partition, outcome) -> {
              queue.add(outcome);
              return BoxedUnit.UNIT;
            },
            () -> BoxedUnit.UNIT));
  }

  /** The next pack that has ended; empty if none does within that time. */
  Optional<PackOutcome> next(long millis) throws InterruptedException {
    return Optional.ofNullable(outcomes.poll(millis, TimeUnit.MILLISECONDS));
  }

  /** Whether no task runs any more. */
  boolean isDone() {
    return jobs.stream().allMatch(SimpleFutureAction::isCompleted);
  }

  /** Why Spark gave up on a pack; empty if it did not. */
  Optional<String> failure() {
    return jobs.stream()
        .filter(job -> job.isCompleted() && job.value().get().isFailure())
        .map(job -> String.valueOf(job.value().get().failed().get().getMessage()))
        .findFirst();
  }

  /** Ends the tasks that still run, and those that have not begun. */
  void cancel() {
    jobs.stream().filter(job -> !job.isCompleted()).forEach(SimpleFutureAction::cancel);
  }
}
