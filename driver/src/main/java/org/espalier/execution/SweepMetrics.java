package org.espalier.execution;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.espalier.trial.TrialStatus;

/**
 * A run's figures in Spark's metrics system, where the driver's are: source {@code espalier} with
 * the counters {@code trials.done} and {@code trials.failed} (stored trials, and those of them that
 * did not succeed) and the gauges {@code trials.running} and {@code steps.perSecond} (gradient
 * steps of all running trials together). Sinks are told once more when it is closed.
 */
final class SweepMetrics implements Source, AutoCloseable {
  private final MetricRegistry registry = new MetricRegistry();
  private final Counter done = registry.counter("trials.done");
  private final Counter failed = registry.counter("trials.failed");
  private final MetricsSystem system;

  /** Registers the figures of a run whose progress can be asked for at any time. */
  SweepMetrics(SparkContext spark, Supplier<SweepProgress> progress) {
    registry.register("trials.running", (Gauge<Integer>) () -> progress.get().running().size());
    registry.register("steps.perSecond", (Gauge<Double>) () -> progress.get().stepsPerSecond());
    system = spark.env().metricsSystem();
    system.registerSource(this);
  }

  /** A trial is stored. */
  void stored(TrialOutcome trial) {
    done.inc();
    if (trial.status() != TrialStatus.SUCCEEDED) {
      failed.inc();
    }
  }

  @Override
  public String sourceName() {
    return "espalier";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    system.report();
    system.removeSource(this);
  }
}
