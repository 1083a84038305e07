package org.espalier.execution;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.espalier.plan.TrialPack;
import org.espalier.table.Storage;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a Spark task does: runs the one pack of its partition. */
final class TrialTask extends AbstractFunction1<Iterator<TrialPack>, PackOutcome>
    implements Serializable {
  private static final long serialVersionUID = 1L;

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
    TrialPack pack = partition.next();
    TaskContext task = TaskContext.get();
    String attempt = "%d-%d".formatted(pack.index(), task.taskAttemptId());
    try {
      Storage storage = Storage.of(folder, hadoop);
      RunWatch watch = RunWatch.of(settings.run(), storage);
      return new PackRun(settings, storage, watch, progress::add).run(pack, attempt);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task was cancelled", e);
    }
  }
}
