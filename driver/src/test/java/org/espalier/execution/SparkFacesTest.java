package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.espalier.plan.ResultStore;
import org.espalier.plan.TrialPack;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark's own pages, listeners and sinks are told of a run. */
class SparkFacesTest {
  private static final SparkContext SPARK = SharedSpark.session().sparkContext();

  @TempDir Path folder;

  private record FailsForSeedOne() implements TrialFunction {
    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener)
        throws IOException {
      if (spec.seeds().seed() == 1) {
        throw new IllegalStateException("seed 1");
      }
      return TrialRunner.run(spec, limits, listener);
    }
  }

  @Test
  void packIsDescribedByItsTrials() {
    var pack = new TrialPack(0, TinyTrials.trials(3, 7), 1);
    assertThat(PackDescription.of("tiny", List.of(pack)))
        .isEqualTo("tiny: 4 trials, random-tree, disentangled [1, 1], S=3, T=6, seed 3 ... 6");
    var two = new TrialPack(1, TinyTrials.trials(0, 2), 1);
    assertThat(PackDescription.of("tiny", List.of(two))).endsWith("S=3, T=6, seed 0, 1");
    var one = new TrialPack(2, TinyTrials.trials(0, 1), 1);
    assertThat(PackDescription.of("tiny", List.of(one))).startsWith("tiny: 1 trial, ");
  }

  @Test
  void everyPackIsAJobOfTheRunsGroupWithADescriptionAndTheThreadsOwnComesBack()
      throws IOException, InterruptedException {
    var jobs = new ConcurrentLinkedQueue<Properties>();
    var last = new CountDownLatch(1);
    var listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if ("after the run".equals(start.properties().getProperty("spark.job.description"))) {
              last.countDown();
            } else {
              jobs.add(start.properties());
            }
          }
        };
    SPARK.addSparkListener(listener);
    try {
      SPARK.setLocalProperty("spark.job.description", "after the run");
      RunSummary summary = Runs.run(folder, 12);
      SharedSpark.session().range(1).count(); // events come in order
      assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
      List<String> descriptions =
          jobs.stream()
              .filter(job -> summary.run().equals(job.getProperty("spark.jobGroup.id")))
              .map(job -> job.getProperty("spark.job.description"))
              .toList();
      assertThat(descriptions)
          .hasSizeGreaterThan(1)
          .doesNotHaveDuplicates()
          .allMatch(text -> text.matches("tiny: \\d+ trials?, random-tree, .*, seed .*"));
    } finally {
      SPARK.setLocalProperty("spark.job.description", null);
      SPARK.removeSparkListener(listener);
    }
  }

  @Test
  void sinksSeeTrialsDoneFailedAndRunningAndStepsPerSecond() throws IOException {
    var counts = new ArrayList<List<Long>>();
    var names = new ArrayList<Set<String>>();
    var listener =
        new SweepListener() {
          @Override
          public void trialFinished(TrialOutcome outcome) {
            MetricRegistry registry = source().orElseThrow().metricRegistry();
            names.add(registry.getNames());
            counts.add(
                List.of(
                    registry.counter("trials.done").getCount(),
                    registry.counter("trials.failed").getCount()));
            Gauge<?> running = (Gauge<?>) registry.getGauges().get("trials.running");
            assertThat((Integer) running.getValue()).isBetween(0, 2);
          }
        };
    SweepRunner.of(SharedSpark::session, new FailsForSeedOne())
        .run(TinyTrials.sweep("tiny", 4), ResultStore.open(folder), Runs.OPTIONS, listener);
    assertThat(names.get(0))
        .containsExactlyInAnyOrder(
            "trials.done", "trials.failed", "trials.running", "steps.perSecond");
    assertThat(counts.get(counts.size() - 1)).isEqualTo(List.of(4L, 1L));
    assertThat(source()).as("after the run").isEmpty();
  }

  private static Optional<Source> source() {
    MetricsSystem system = SPARK.env().metricsSystem();
    return CollectionConverters.asJava(system.getSourcesByName("espalier")).stream().findFirst();
  }
}
