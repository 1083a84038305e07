package org.espalier.execution;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.espalier.plan.TrialPack;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** The Spark job of a run: a task for each pack, in the order of the packs. */
final class SweepJob {
  private final BlockingQueue<PackOutcome> outcomes = new LinkedBlockingQueue<>();
  private final SimpleFutureAction<BoxedUnit> job;

  /** Hands the packs to Spark. */
  SweepJob(SparkContext spark, List<TrialPack> packs, TrialTask task) {
    var rdd = JavaSparkContext.fromSparkContext(spark).parallelize(packs, packs.size()).rdd();
    List<Object> partitions = IntStream.range(0, packs.size()).<Object>mapToObj(i -> i).toList();
    BlockingQueue<PackOutcome> queue = outcomes;
    job =
        spark.submitJob(
            rdd,
            task,
            CollectionConverters.asScala(partitions).toSeq(),
            (partition, outcome) -> {
              queue.add(outcome);
              return BoxedUnit.UNIT;
            },
            () -> BoxedUnit.UNIT);
  }

  /** The next pack that has ended; empty if none does within that time. */
  Optional<PackOutcome> next(long millis) throws InterruptedException {
    return Optional.ofNullable(outcomes.poll(millis, TimeUnit.MILLISECONDS));
  }

  /** Whether no task runs any more. */
  boolean isDone() {
    return job.isCompleted();
  }

  /** Why Spark gave up; empty if it did not. */
  Optional<String> failure() {
    return job.isCompleted() && job.value().get().isFailure()
        ? Optional.of(String.valueOf(job.value().get().failed().get().getMessage()))
        : Optional.empty();
  }

  /** Ends the tasks that still run, and those that have not begun. */
  void cancel() {
    job.cancel();
  }
}
