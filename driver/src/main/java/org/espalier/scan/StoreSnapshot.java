package org.espalier.scan;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.plan.StoredTrial;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TableFile;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/**
 * What a results folder held at one moment. Every table of a statement is read of one snapshot: no
 * pack is there in one table and missing in another.
 */
public final class StoreSnapshot {
  private static final AtomicLong TAKEN = new AtomicLong();

  private final long number = TAKEN.incrementAndGet();
  private final ResultStore store;
  private final StoreContents contents;
  private final Optional<List<TrialId>> asked;
  private final Set<TrialId> elsewhere;
  private final Map<String, Map<String, Attempt>> trials = new HashMap<>();
  private final Set<String> partial = new HashSet<>();
  private final Map<Storage.Entry, Schema> schemas;

  private String application = "";
  private Broadcast<Map<String, Map<String, Attempt>>> broadcast;

  private StoreSnapshot(
      ResultStore store,
      StoreContents contents,
      Optional<List<TrialId>> asked,
      Set<TrialId> elsewhere,
      Map<Storage.Entry, Schema> schemas) {
    this.store = store;
    this.contents = contents;
    this.asked = asked;
    this.elsewhere = elsewhere;
    this.schemas = schemas;
    partial.addAll(contents.repeated().keySet());
    for (StoredTrial trial : contents.trials().all()) {
      if (elsewhere.contains(trial.id())) {
        partial.add(trial.pack());
      } else {
        trials
            .computeIfAbsent(trial.pack(), pack -> new HashMap<>())
            .put(trial.id().value(), Attempt.of(trial));
      }
    }
  }

  /**
   * What is there now.
   *
   * @throws org.espalier.ConfigurationException if a file is missing, cut or corrupt, naming it
   */
  public static StoreSnapshot of(ResultStore store) {
    return of(store, store.whole());
  }

  /** What was there when the contents were read. */
  public static StoreSnapshot of(ResultStore store, StoreContents contents) {
    return new StoreSnapshot(store, contents, store.cells(), Set.of(), new ConcurrentHashMap<>());
  }

  /** What is there now; this snapshot if it is the same. */
  public StoreSnapshot renewed() {
    StoreContents now = store.whole();
    Optional<List<TrialId>> askedNow = store.cells();
    return now == contents && askedNow.equals(asked)
        ? this
        : new StoreSnapshot(store, now, askedNow, elsewhere, schemas);
  }

  /**
   * The trials of the sweep that was last run, if others are stored as well; empty if every stored
   * trial is one of them, or if the folder does not say.
   */
  public Optional<List<TrialId>> narrower() {
    return asked.filter(
        ids -> {
          var all = new HashSet<>(ids);
          return !contents.trials().all().stream().map(StoredTrial::id).allMatch(all::contains);
        });
  }

  /** The same without the rows of trials that are counted in another folder. */
  public StoreSnapshot without(Predicate<TrialId> isCountedElsewhere) {
    Set<TrialId> both = ids();
    both.removeIf(isCountedElsewhere.negate());
    return both.isEmpty() ? this : new StoreSnapshot(store, contents, asked, both, schemas);
  }

  /** Whether a trial is stored that succeeded. */
  public boolean hasSucceeded(TrialId id) {
    return contents
        .trials()
        .find(id)
        .filter(trial -> trial.status() == TrialStatus.SUCCEEDED)
        .isPresent();
  }

  /** The stored trials. */
  public Set<TrialId> ids() {
    var ids = new HashSet<TrialId>();
    contents.trials().all().forEach(trial -> ids.add(trial.id()));
    ids.removeAll(elsewhere);
    return ids;
  }

  /** What no other snapshot of this process has. */
  public long number() {
    return number;
  }

  /** The folder. */
  public ResultStore store() {
    return store;
  }

  /** The files of a table. */
  public List<Storage.Entry> files(Table<?> table) {
    return contents.files(table);
  }

  /** The columns that a file was written with; empty if it cannot be read just now. */
  public Optional<Schema> schema(Storage.Entry file) {
    Schema known = schemas.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Schema read = TableFile.schema(store.storage().input(file.name()));
      schemas.put(file, read);
      return Optional.of(read);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Holds the ends of a table's files against their checksums.
   *
   * @throws org.espalier.ConfigurationException if one is not what was written, naming it
   */
  public void check(Table<?> table) {
    store.checkFooters(contents, table);
  }

  /** The trials that count in each pack, by id. */
  Map<String, Map<String, Attempt>> trials() {
    return trials;
  }

  /** The same for tasks: those that need it fetch it. */
  synchronized Broadcast<Map<String, Map<String, Attempt>>> trials(SparkContext spark) {
    if (broadcast == null || !spark.applicationId().equals(application)) {
      application = spark.applicationId();
      broadcast = JavaSparkContext.fromSparkContext(spark).broadcast(trials);
    }
    return broadcast;
  }

  /** Whether some rows of a pack count in another pack, or in another folder, and not here. */
  boolean isPartial(String pack) {
    return partial.contains(pack);
  }

  /** Snapshots of a folder are equal if it held the same at both moments. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StoreSnapshot that
        && store == that.store
        && contents.equals(that.contents)
        && asked.equals(that.asked)
        && elsewhere.equals(that.elsewhere);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(contents);
  }
}
