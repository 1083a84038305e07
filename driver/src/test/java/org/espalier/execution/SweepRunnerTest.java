package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.ids;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.plan.HookedStorage;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepRunnerTest {
  @TempDir Path folder;

  @Test
  void everyPlannedTrialIsStoredInEveryTable() throws IOException {
    RunSummary summary = run(folder, 10);

    assertThat(summary.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(summary.stored()).isEqualTo(Map.of(TrialStatus.SUCCEEDED, 10));
    assertThat(TableContents.ids(folder)).containsExactlyElementsOf(ids(TinyTrials.trials(0, 10)));
    Map<String, List<String>> tables = TableContents.of(folder);
    assertThat(tables.get("curves")).hasSize(10 * 3);
    assertThat(tables.get("weights")).hasSize(10 * 3);
    assertThat(tables.get("edges")).hasSize(10 * 15);
    assertThat(tables.get("attention")).hasSizeGreaterThanOrEqualTo(10 * 3);
  }

  @Test
  void sparkReadsWhatDuckDbReads() throws IOException {
    run(folder, 4);
    for (Table<?> table : Layout.TABLES) {
      long rows =
          SharedSpark.session().read().parquet(folder.resolve(table.name()).toString()).count();
      assertThat(TableContents.query("SELECT count(*) FROM " + TableContents.files(folder, table)))
          .as(table.name())
          .containsExactly(String.valueOf(rows));
    }
  }

  @Test
  void sameSweepInTwoFoldersGivesTheSameContents(@TempDir Path other) throws IOException {
    run(folder, 6);
    run(other, 6);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(other));
  }

  /** Its trials are stored: that the folder fails then is a notice, not the end of the run. */
  @Test
  void aFolderThatFailsOnceAllIsTrainedLeavesTheRunComplete() throws IOException {
    var isFailing = new AtomicBoolean();
    Storage storage =
        new HookedStorage(Storage.of(folder), () -> {}) {
          @Override
          public List<Entry> list(String directory) throws IOException {
            if (isFailing.get()) {
              throw new IOException("Connection reset");
            }
            return super.list(directory);
          }
        };
    var notices = new ArrayList<String>();
    var listener =
        new SweepListener() {
          @Override
          public void trialFinished(TrialOutcome outcome) {
            isFailing.set(true);
          }

          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    RunSummary summary =
        SweepRunner.of(SharedSpark::session, TrialRunner::run)
            .run(TinyTrials.sweep("tiny", 3), ResultStore.of(storage), OPTIONS, listener);
    assertThat(summary.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("the tables are whole but not tidied: ")
        .endsWith("Connection reset");
    assertThat(TableContents.ids(folder)).hasSize(3);
  }

  @Test
  void unchangedSweepTrainsNothing() throws IOException {
    run(folder, 4);
    List<String> before = listing();
    RunSummary again = run(folder, 4);
    assertThat(again.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(again.storedCount()).isZero();
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void widenedSweepTrainsOnlyTheNewTrials() throws IOException {
    run(folder, 4);
    RunSummary wider = run(folder, 7);
    assertThat(wider.storedCount()).isEqualTo(3);
    assertThat(TableContents.ids(folder)).containsExactlyElementsOf(ids(TinyTrials.trials(0, 7)));
  }

  @Test
  void aRunIsNoSuccessOverTrialsThatFailedBefore() throws IOException {
    SweepRequest sweep = TinyTrials.sweep("tiny", 3);
    run(folder, sweep, new ThrowsForSeed(2), OPTIONS);
    RunSummary again = run(folder, sweep, new ThrowsForSeed(2), OPTIONS);
    assertThat(again.failures()).isEmpty();
    assertThat(again.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(again.isSuccess()).isFalse();
  }

  @Test
  void shrunkSweepKeepsTheSurplusRows() throws IOException {
    run(folder, 5);
    RunSummary narrower = run(folder, 3);
    assertThat(narrower.storedCount()).isZero();
    assertThat(narrower.plan().surplus()).isEqualTo(2);
    assertThat(TableContents.ids(folder)).hasSize(5);
  }

  @Test
  void aSweepForWhichSparkDoesNotStartIsNotKept() throws IOException {
    run(folder, 3);
    ResultStore store = ResultStore.open(folder);
    List<TrialId> cells = store.cells().orElseThrow();
    List<PlannedTrial> others = TinyTrials.trials(3, 5);
    var wider = new SweepRequest("tiny", others, "name = tiny\n# wider\n");
    SweepRunner runner =
        SweepRunner.of(
            () -> {
              throw new ConfigurationException("no master answers");
            });
    assertThatThrownBy(() -> runner.run(wider, store, OPTIONS, SweepListener.NONE))
        .hasMessage("no master answers");
    assertThat(store.cells()).contains(cells);
    assertThat(store.resolvedSweep()).contains("name = tiny\n");
  }

  @Test
  void aSweepOfWhichNothingIsMissingIsKept() throws IOException {
    run(folder, 3);
    run(folder, 2);
    assertThat(ResultStore.open(folder).cells().orElseThrow()).hasSize(2);
  }

  @Test
  void trialThatThrowsIsARowAndTheOthersGoOn() throws IOException {
    RunSummary summary = run(folder, TinyTrials.sweep("tiny", 5), new ThrowsForSeed(2), OPTIONS);

    assertThat(summary.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(summary.isSuccess()).isFalse();
    assertThat(summary.stored()).isEqualTo(Map.of(TrialStatus.SUCCEEDED, 4, TrialStatus.FAILED, 1));
    assertThat(summary.failures()).hasSize(1);
    assertThat(summary.failures().get(0).message()).isEqualTo("seed 2 is no good");
    assertThat(
            TableContents.query(
                "SELECT seed, status, error_class, error_message, error_stack LIKE '%ThrowsForSeed%'"
                    + " FROM "
                    + TableContents.files(folder, TrialsTable.TABLE)
                    + " WHERE status <> 'succeeded'"))
        .containsExactly("2|failed|java.lang.UnsupportedOperationException|seed 2 is no good|true");
  }

  @Test
  void anotherSweepsFolderIsRefused() throws IOException {
    run(folder, 1);
    List<String> before = listing();
    assertThatThrownBy(() -> run(folder, TinyTrials.sweep("other", 1), TrialRunner::run, OPTIONS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            folder
                + " holds the results of sweep tiny, not of other; choose another folder with"
                + " --out");
    assertThat(listing()).isEqualTo(before);
  }

  /** A trial whose code has a fault. */
  private record ThrowsForSeed(long seed) implements TrialFunction {
    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      if (spec.seeds().seed() == seed) {
        throw new UnsupportedOperationException(
            String.format(Locale.ROOT, "seed %d is no good\nreally", seed));
      }
      return TrialRunner.run(spec, limits, listener);
    }
  }

  /** Names and times of the table files. */
  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .map(file -> folder.relativize(file) + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    }
  }
}
