package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.IoProblem;
import org.espalier.plan.LeaseHolder;
import org.espalier.plan.ResultStore;
import org.espalier.plan.ResultsFolders;
import org.espalier.plan.RunManifest;
import org.espalier.plan.StoreContents;
import org.espalier.plan.StoredTrial;
import org.espalier.plan.StoredTrials;
import org.espalier.query.StudyHeading;
import org.espalier.query.TextTable;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what studies there are. */
@Command(
    name = "ls",
    description = {
      "List the studies in a folder: trials, state, size and last run of each.",
      "Trials are those stored of those that the sweep asked for when it was last run."
    })
final class LsCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("study", "sweep", "trials", "state", "size", "last run");
  private static final List<Boolean> NUMBERS = List.of(false, false, true, false, true, false);

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = "results",
      description = "A folder of results folders, or one of them (default: ${DEFAULT-VALUE}).")
  private String folder;

  @Override
  public Integer call() throws IOException {
    ResultsFolders folders = ResultsFolders.in(folder, HadoopSettings.ofProcess());
    var rows = new ArrayList<List<String>>();
    for (String name : folders.names()) {
      folders.find(name).ifPresent(found -> rows.add(row(name, folders.open(found))));
    }
    PrintWriter out = spec.commandLine().getOut();
    new TextTable(HEADINGS, NUMBERS, rows).lines().forEach(out::println);
    out.flush();
    return ExitCode.OK;
  }

  /** A folder that cannot be read does not keep the others from being listed. */
  private static List<String> row(String name, ResultStore store) {
    try {
      StoreContents contents = store.contents();
      StoredTrials stored = contents.trials();
      Optional<List<TrialId>> cells = store.cells();
      List<StoredTrial> counted = counted(cells, stored);
      int done = counted.size();
      int planned = cells.map(List::size).orElse(done);
      return List.of(
          name,
          StudyHeading.of(store).name(),
          String.format(Locale.ROOT, "%,d / %,d", done, planned),
          state(store, contents, counted, planned - done),
          Human.bytes(bytes(contents)),
          lastRun(store.storage()));
    } catch (ConfigurationException e) {
      return List.of(name, "", "", e.getMessage(), "", "");
    } catch (IOException e) {
      return List.of(name, "", "", "cannot be read: " + IoProblem.text(e), "", "");
    }
  }

  /** The stored trials of the sweep; all where the folder does not say which these are. */
  private static List<StoredTrial> counted(Optional<List<TrialId>> cells, StoredTrials stored) {
    return cells
        .map(ids -> ids.stream().flatMap(id -> stored.find(id).stream()).toList())
        .orElseGet(() -> List.copyOf(stored.all()));
  }

  private static String state(
      ResultStore store, StoreContents contents, List<StoredTrial> counted, long missing)
      throws IOException {
    if (LeaseHolder.read(store.storage()).filter(h -> !h.isGone(Instant.now())).isPresent()) {
      return "in use";
    }
    if (!contents.damages().isEmpty()) {
      return Count.of(contents.damages().size(), "damaged file");
    }
    if (missing > 0) {
      return String.format(Locale.ROOT, "%,d missing", missing);
    }
    if (counted.isEmpty()) {
      return "empty";
    }
    long bad = counted.stream().filter(trial -> trial.status() != TrialStatus.SUCCEEDED).count();
    return bad == 0 ? "complete" : String.format(Locale.ROOT, "%,d did not succeed", bad);
  }

  private static long bytes(StoreContents contents) {
    long bytes = 0;
    for (Table<?> table : Layout.TABLES) {
      bytes += contents.files(table).stream().mapToLong(Storage.Entry::size).sum();
    }
    return bytes;
  }

  /** When the last run ended, or began if it has not; empty if that cannot be told. */
  private static String lastRun(Storage storage) {
    try {
      return RunManifest.last(storage)
          .map(run -> run.finished().isEmpty() ? run.started() : run.finished())
          .map(when -> Instant.parse(when).truncatedTo(ChronoUnit.SECONDS).toString())
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
