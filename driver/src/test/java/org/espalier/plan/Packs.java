package org.espalier.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.execution.TinyTrials;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.train.CurvePoint;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialStatus;

/** Small packs of trials of the sweep {@code tiny}, as a run would have stored them. */
public final class Packs {
  private Packs() {}

  /** So many packs of two trials each. */
  public static Storage store(Path folder, int packs) throws IOException {
    Storage storage = Storage.of(folder);
    for (int p = 0; p < packs; p++) {
      write(storage, 2 * p, 2 * p + 2);
    }
    return storage;
  }

  /**
   * Compacts a folder whose lease is held meanwhile.
   *
   * @param sound where the lease is
   * @param changed the same folder, as the compaction sees it
   */
  public static void compact(Storage sound, Storage changed) throws IOException {
    try (Lease lease = Lease.acquire(sound, "compaction", false)) {
      Compactor.compact(ResultStore.of(changed), lease);
    }
  }

  /** Puts a folder right, as a run does before it plans. */
  static void putRight(Storage storage) throws IOException {
    try (Lease lease = Lease.acquire(storage, "upkeep", false)) {
      StoreUpkeep.before(ResultStore.of(storage), lease);
    }
  }

  /** Takes all trials of a folder out, as a run does that trains them again. */
  public static void forgetAll(Storage storage) throws IOException {
    forget(storage, storage, List.copyOf(ResultStore.of(storage).trials().all()));
  }

  /** Takes trials out, as a run does that trains them again. */
  public static void forget(Storage sound, Storage changed, List<StoredTrial> trials)
      throws IOException {
    try (Lease lease = Lease.acquire(sound, "retry", false)) {
      StoreUpkeep.forget(ResultStore.of(changed), trials, lease);
    }
  }

  /** Another folder of the same files. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copied = to.resolve(from.relativize(file));
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
    return to;
  }

  /** A pack of the trials of some seeds, all of which failed. */
  public static void storeFailed(Path folder, int first, int end) throws IOException {
    write(Storage.of(folder), first, end, trial -> row(trial, 0, TrialStatus.FAILED));
  }

  /** A pack of the trials of some seeds, with learning curves of so many points. */
  public static void storeLong(Path folder, int first, int end, int points) throws IOException {
    List<CurvePoint> curve =
        IntStream.range(0, points)
            .mapToObj(step -> new CurvePoint(step, 1, 1, Math.sin(step), 1, 1, 1, 0))
            .toList();
    write(Storage.of(folder), first, end, trial -> row(trial, 0, TrialStatus.SUCCEEDED, curve));
  }

  /** A pack of the trials of some seeds. */
  static void write(Storage storage, int first, int end) throws IOException {
    write(storage, first, end, 0);
  }

  /** The same with another test loss, as of trials that were trained again. */
  static void write(Storage storage, int first, int end, double more) throws IOException {
    write(storage, first, end, trial -> row(trial, more, TrialStatus.SUCCEEDED));
  }

  private static void write(
      Storage storage, int first, int end, Function<PlannedTrial, TrialRow> row)
      throws IOException {
    try (var writer = ResultWriter.open(storage, Layout.STAGING + "/test")) {
      for (PlannedTrial trial : TinyTrials.trials(first, end)) {
        writer.write(row.apply(trial));
      }
      writer.commit(() -> true);
    }
  }

  private static TrialRow row(PlannedTrial trial, double more, TrialStatus status) {
    return row(trial, more, status, List.of(new CurvePoint(0, 1, 1, 1, 1, 1, 1, 0)));
  }

  private static TrialRow row(
      PlannedTrial trial, double more, TrialStatus status, List<CurvePoint> curve) {
    return TrialRow.of(
        "tiny",
        new TrialResult(
            trial.spec(),
            status,
            status == TrialStatus.SUCCEEDED
                ? Optional.empty()
                : Optional.of(new TrialResult.Failure("E", "it failed", "")),
            new TrialResult.Measured(
                Map.of("test_loss", trial.spec().seeds().seed() / 10.0 + more),
                curve,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()),
            new TrialResult.Work(
                Optional.of("none"),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                Duration.ofMillis(500),
                8)),
        Provenance.here());
  }
}
