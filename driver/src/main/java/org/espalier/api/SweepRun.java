package org.espalier.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.classic.SparkSession;
import org.espalier.execution.RunOptions;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SweepListener;
import org.espalier.execution.SweepRequest;
import org.espalier.execution.SweepRunner;
import org.espalier.plan.ResultStore;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;

/** A run of a sweep, from {@link Espalier#start} on. */
public final class SweepRun {
  private final Sweep sweep;
  private final ResultStore store;
  private final SweepRunner runner;
  private final CompletableFuture<RunSummary> end = new CompletableFuture<>();

  private SweepRun(Sweep sweep, ResultStore store, SweepRunner runner) {
    this.sweep = sweep;
    this.store = store;
    this.runner = runner;
  }

  static SweepRun of(SparkSession spark, Path file, List<String> overrides) {
    Sweep sweep = SweepReader.read(file, overrides);
    return new SweepRun(sweep, Espalier.store(spark, sweep), SweepRunner.of(() -> spark));
  }

  RunSummary train(SweepListener listener) throws IOException {
    List<String> unheeded = sweep.spark().changes();
    if (!unheeded.isEmpty()) {
      listener.notice(
          "the session is there already and stays as it is; not heeded: "
              + String.join(", ", unheeded));
    }
    return runner.run(SweepRequest.of(sweep), store, RunOptions.of(sweep.run()), listener);
  }

  void begin(SweepListener listener) {
    var thread = new Thread(() -> finish(listener), "espalier " + sweep.name());
    thread.setDaemon(true); // as Spark's own threads: whoever wants the end awaits it
    thread.start();
  }

  private void finish(SweepListener listener) {
    try {
      end.complete(train(listener));
    } catch (Throwable e) { // whoever awaits the end is told
      end.completeExceptionally(e);
    }
  }

  /** Where the results are: a path or URI. */
  public String results() {
    return store.storage().root();
  }

  /**
   * Asks the run to end, within ten seconds: trials that have ended are stored, the others are left
   * for the next run. From any thread, at any time, more than once.
   */
  public void cancel() {
    runner.stop();
  }

  /** How the run ends, once it has; cancelling it does not cancel the run. */
  public CompletableFuture<RunSummary> future() {
    return end.copy();
  }

  /**
   * Waits for the end of the run.
   *
   * @throws org.espalier.ConfigurationException as {@link Espalier#run}
   * @throws IOException as {@link Espalier#run}
   * @throws InterruptedException if this thread is interrupted while it waits, as by a notebook
   *     that stops a cell; the run goes on, and can be awaited again or cancelled
   */
  public RunSummary await() throws IOException, InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause()); // Scala declares no checked exceptions
    }
  }
}
