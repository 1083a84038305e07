package org.espalier.execution;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.espalier.plan.StoredTrial;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;

/**
 * A small file for each trial that runs, written before it starts and removed when it ends: what is
 * left of a process that died says which trial it died over.
 *
 * <p>On a cluster the first attempt at a pack writes none, for tasks rarely die and a file system
 * far away is slow; the attempts after it do. In local mode, where a crash takes the driver along,
 * all do; at the next run a mark counts only if the Java VM left an error file of a crash, for a
 * person who kills a run does not accuse the trial that happened to run.
 */
final class RunningMarks {
  /**
   * A trial that was running when this many processes died is not run again, unless an attempt kept
   * a state and so got further than those that had died before.
   */
  static final int DEATHS = 2;

  /** A copy that a synchronising disk puts beside a mark is no further death. */
  private static final Pattern MARK = Pattern.compile("[0-9a-f]{32}\\.[A-Za-z0-9-]+");

  private static final String DIRECTORY = Layout.RUNNING;

  private final Storage storage;
  private final String attempt;

  /**
   * Marks of one attempt.
   *
   * @param attempt unlike that of any other, of this run or another
   */
  RunningMarks(Storage storage, String attempt) {
    this.storage = storage;
    this.attempt = attempt;
  }

  /** How many processes died over a trial. */
  int deaths(TrialId trial) throws IOException {
    return marks(storage, trial).size();
  }

  void starts(TrialId trial) throws IOException {
    storage.write(name(trial), errorFile().getBytes(StandardCharsets.UTF_8));
  }

  void ended(TrialId trial) throws IOException {
    storage.delete(name(trial));
  }

  /** Forgets which processes died over a trial before this attempt, which got further. */
  void gotFurther(TrialId trial) throws IOException {
    for (Storage.Entry mark : marks(storage, trial)) {
      if (!mark.fileName().equals(fileName(trial))) {
        storage.delete(mark.name());
      }
    }
  }

  /** Forgets over which of these processes died. */
  static void forgive(Storage storage, Collection<StoredTrial> trials) throws IOException {
    for (StoredTrial trial : trials) {
      for (Storage.Entry mark : marks(storage, trial.id())) {
        storage.delete(mark.name());
      }
    }
  }

  private String name(TrialId trial) {
    return DIRECTORY + "/" + fileName(trial);
  }

  private String fileName(TrialId trial) {
    return String.format(Locale.ROOT, "%s.%s", trial, attempt);
  }

  private static List<Storage.Entry> marks(Storage storage, TrialId trial) throws IOException {
    return storage.list(DIRECTORY).stream()
        .filter(mark -> MARK.matcher(mark.fileName()).matches())
        .filter(mark -> mark.fileName().startsWith(trial.value()))
        .toList();
  }

  /** Removes the marks of runs that are over, but for those over which a Java VM crashed. */
  static void review(Storage storage) throws IOException {
    for (Storage.Entry mark : storage.list(DIRECTORY)) {
      String errorFile =
          storage.read(mark.name()).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
      if (!isThere(errorFile)) {
        storage.delete(mark.name());
      }
    }
  }

  private static boolean isThere(String errorFile) {
    try {
      return !errorFile.isEmpty() && Files.exists(Path.of(errorFile));
    } catch (InvalidPathException e) {
      return false; // no mark says that
    }
  }

  /** Where this Java VM writes down why it crashed, if it does. */
  private static String errorFile() {
    String pid = String.valueOf(ProcessHandle.current().pid());
    String set =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("ErrorFile")
            .getValue();
    String file = set.isEmpty() ? "hs_err_pid%p.log" : set;
    return Path.of(file.replace("%p", pid)).toAbsolutePath().toString();
  }
}
