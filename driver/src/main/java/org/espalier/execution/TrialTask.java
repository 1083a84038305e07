package org.espalier.execution;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.espalier.plan.TrialPack;
import org.espalier.table.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a Spark task does: runs the one pack of its partition. */
final class TrialTask extends AbstractFunction1<Iterator<TrialPack>, PackOutcome>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  private final PackRun.Settings settings;
  private final String folder;
  private final Map<String, String> hadoop;
  private final PackProgress progress;

  TrialTask(
      PackRun.Settings settings, String folder, Map<String, String> hadoop, PackProgress progress) {
    this.settings = settings;
    this.folder = folder;
    this.hadoop = hadoop;
    this.progress = progress;
  }

  @Override
  public PackOutcome apply(Iterator<TrialPack> partition) {
    ExecutorTermination.heed();
    TrialPack pack = partition.next();
    TaskContext task = TaskContext.get();
    var attempt =
        new PackRun.Attempt(
            String.format(
                Locale.ROOT, "%s-%d-%d", settings.run(), pack.index(), task.taskAttemptId()),
            task.attemptNumber() > 0,
            task.attemptNumber() > 0 || ExecutorTermination.isDriver());
    try {
      Storage storage = Storage.of(folder, hadoop);
      PackOutcome outcome = run(pack, attempt, storage);
      if (outcome.trials().size() < pack.trials().size() && ExecutorTermination.isAsked()) {
        ExecutorTermination.awaitEnd();
      }
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task was cancelled", e);
    }
  }

  private PackOutcome run(TrialPack pack, PackRun.Attempt attempt, Storage storage)
      throws InterruptedException {
    RunWatch watch = RunWatch.of(settings.run(), storage);
    watch.begin();
    try {
      PackOutcome outcome = new PackRun(settings, storage, watch, progress::add).run(pack, attempt);
      tell(pack, outcome);
      boolean isElsewhereBetter =
          !ExecutorTermination.isDriver()
              && outcome.isForAnotherAttempt(TaskContext.get().attemptNumber());
      if (isElsewhereBetter && watch.isRunning()) {
        throw new IllegalStateException(outcome.error()); // Spark gives the pack out again
      }
      return outcome;
    } finally {
      watch.end();
    }
  }

  /** Leaves word in the log of an executor of what it saved of a pack that it did not finish. */
  private void tell(TrialPack pack, PackOutcome outcome) {
    int stored = outcome.trials().size();
    if (stored < pack.trials().size() && !ExecutorTermination.isDriver()) {
      LOG.warn(
          "pack {} of run {} was asked to stop: stored {} of its {} trials {}",
          pack.index(),
          settings.run(),
          stored,
          pack.trials().size(),
          outcome.error());
    }
  }
}
