package org.espalier.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.execution.SweepRequest;
import org.espalier.plan.NeededReplicates;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.plan.StoreNotes;
import org.espalier.plan.StoreUpkeep;
import org.espalier.plan.StoreVerification;
import org.espalier.plan.StoredTrial;
import org.espalier.plan.StoredTrials;
import org.espalier.query.TextTable;
import org.espalier.sweep.Cell;
import org.espalier.sweep.Replicates;
import org.espalier.sweep.Sweep;
import org.espalier.table.PackFiles;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how much of a sweep is done, in all and for each value of each axis. */
@Command(
    name = "status",
    description = {
      "Show how much of a sweep is done, overall and for each value of each axis.",
      "The exit code is 0 only if every trial is stored and succeeded."
    })
final class StatusCommand implements Callable<Integer> {

  /** More cells than this are counted. */
  private static final int MOST_NAMED = 12;

  private static final String DAMAGED =
      "not complete: files are damaged, whose packs count as missing; `status --repair` saves"
          + " what can be saved and sets the rest aside, then `run` trains it again";

  @Spec private CommandSpec spec;

  @Mixin private SweepArguments arguments;

  @Option(
      names = "--repair",
      description = {
        "Restore files that were renamed or swapped and set damaged ones aside; their trials then count as missing.",
        "Reads every file and deletes none. Damaged files go to .espalier/quarantine."
      })
  private boolean isRepairing;

  @Option(
      names = "--verify",
      description =
          "Read every file and compare it with its checksum, in addition to names and sizes.")
  private boolean isVerifying;

  @Option(
      names = "--steal-lease",
      description = "With --repair: take over the folder from a run; use only if that run is gone.")
  private boolean isStealing;

  @Override
  public Integer call() throws IOException {
    if (isStealing && !isRepairing) {
      throw new ConfigurationException(
          "--steal-lease says whose folder --repair takes over; say --repair as well");
    }
    Sweep whole = arguments.sweep();
    ResultStore store = arguments.store(whole);
    PrintWriter err = spec.commandLine().getErr();
    if (isRepairing) {
      StoreUpkeep.repair(store, isStealing).forEach(err::println);
    }
    StoreContents contents = store.contents();
    List<PackFiles.Damage> damages = isVerifying ? StoreVerification.of(store) : contents.damages();
    StoredTrials stored = sound(contents, damages);
    SweepRequest.of(whole).requireSame(store, stored);
    Sweep sweep = damages.isEmpty() ? needed(whole, store, stored) : whole;

    var all = new Counts();
    sweep.cells().forEach(cell -> all.add(stored.find(cell.id())));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(Locale.ROOT, "sweep %s in %s", sweep.name(), arguments.results(sweep)));
    out.println();
    table(sweep, stored, all).lines().forEach(out::println);
    out.println();
    boolean isComplete = all.isComplete() && damages.isEmpty();
    out.println(damages.isEmpty() ? all.standing().sentence() : DAMAGED);
    out.flush();
    if (damages.isEmpty() && whole.replicates().isPresent()) {
      replicates(whole, store, stored).forEach(out::println);
      out.flush();
    }
    StoreNotes.of(store).forEach(err::println);
    StoreNotes.damages(store, damages).forEach(line -> err.println("espalier: " + line));
    return isComplete ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private static Sweep needed(Sweep whole, ResultStore store, StoredTrials stored) {
    Set<TrialId> ids = new HashSet<>();
    SweepArguments.needed(whole, store, stored).forEach(trial -> ids.add(trial.id()));
    return whole.only(ids);
  }

  /** How many cells have intervals as narrow as the sweep asks for, and which have not. */
  private static List<String> replicates(Sweep whole, ResultStore store, StoredTrials stored)
      throws IOException {
    Replicates wanted = whole.replicates().orElseThrow();
    var needed = NeededReplicates.of(wanted, SweepRequest.of(whole).trials(), store, stored);
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %s within, %s not yet, %s with all %d seeds and wider intervals",
            wanted,
            Count.of(needed.narrow(), "cell"),
            Count.of(needed.open().size(), "cell"),
            Count.of(needed.exhausted().size(), "cell"),
            wanted.atMost()));
    Map<TrialId, Cell> cells = new HashMap<>();
    whole.cells().forEach(cell -> cells.put(cell.id(), cell));
    lines.addAll(named("not yet", needed.open(), cells));
    lines.addAll(named("wider", needed.exhausted(), cells));
    return lines;
  }

  /** A line for each of some cells, the first of them where they are many. */
  private static List<String> named(
      String what, List<NeededReplicates.OpenCell> some, Map<TrialId, Cell> cells) {
    var lines = new ArrayList<String>();
    for (var cell : some.subList(0, Math.min(MOST_NAMED, some.size()))) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s: %s: %d of %d seeds",
              what,
              settings(cells.get(cell.first().id())),
              cell.stored(),
              cell.needed()));
    }
    if (some.size() > MOST_NAMED) {
      lines.add(
          String.format(
              Locale.ROOT, "  %s: %s more", what, Count.of(some.size() - MOST_NAMED, "cell")));
    }
    return lines;
  }

  /** What tells a cell from the others. */
  private static String settings(Cell cell) {
    String settings =
        cell.coordinates().entrySet().stream()
            .filter(setting -> !org.espalier.query.Replicates.isSeed(setting.getKey()))
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(joining(" "));
    return settings.isEmpty() ? "the only cell" : settings;
  }

  /** Trials of packs in which nothing is damaged. */
  private static StoredTrials sound(StoreContents contents, List<PackFiles.Damage> damages) {
    Set<String> damaged = new HashSet<>();
    damages.forEach(damage -> damaged.add(damage.pack()));
    return new StoredTrials(
        contents.trials().all().stream().filter(t -> !damaged.contains(t.pack())).toList());
  }

  private static TextTable table(Sweep sweep, StoredTrials stored, Counts all) {
    var byValue = new LinkedHashMap<List<String>, Counts>();
    for (Sweep.Variation axis : sweep.axes()) {
      if (sweep.designOf(axis.path()).isEmpty()) { // values that are drawn have few trials each
        axis.values().forEach(value -> byValue.put(List.of(axis.path(), value), new Counts()));
      }
    }
    for (Cell cell : sweep.cells()) {
      Optional<StoredTrial> trial = stored.find(cell.id());
      cell.coordinates()
          .forEach(
              (path, value) ->
                  Optional.ofNullable(byValue.get(List.of(path, value)))
                      .ifPresent(counts -> counts.add(trial)));
    }
    var rows = new ArrayList<List<String>>();
    rows.add(all.row("all", ""));
    byValue.forEach((key, counts) -> rows.add(counts.row(key.get(0), key.get(1))));
    return new TextTable(
        List.of("axis", "value", "done", "failed", "diverged", "timed out", "lost", "missing"),
        List.of(false, false, true, true, true, true, true, true),
        rows);
  }

  /** Trials by how they ended. */
  private static final class Counts {
    private final Map<TrialStatus, Integer> ended = new EnumMap<>(TrialStatus.class);
    private int missing;

    void add(Optional<StoredTrial> trial) {
      trial.ifPresentOrElse(t -> ended.merge(t.status(), 1, Integer::sum), () -> missing++);
    }

    Standing standing() {
      return new Standing(ended, missing);
    }

    boolean isComplete() {
      return standing().isComplete();
    }

    List<String> row(String axis, String value) {
      return List.of(
          axis,
          value,
          count(TrialStatus.SUCCEEDED),
          count(TrialStatus.FAILED),
          count(TrialStatus.DIVERGED),
          count(TrialStatus.TIMED_OUT),
          count(TrialStatus.LOST),
          String.valueOf(missing));
    }

    private String count(TrialStatus status) {
      return String.valueOf(ended.getOrDefault(status, 0));
    }
  }
}
