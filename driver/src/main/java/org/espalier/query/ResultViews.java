package org.espalier.query;

import static org.espalier.table.TrialsTable.TABLE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.scan.StoreSnapshot;
import org.espalier.scan.StoredTable;
import org.espalier.setting.Setting;
import org.espalier.table.Layout;
import org.espalier.table.ShiftsTable;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;

/**
 * The results of one sweep or of several as SQL views.
 *
 * <p>The views read the files that were there when they were set up; {@link #read} sets them up
 * anew where there are others, and does its work again if files that it read were compacted
 * meanwhile.
 */
public final class ResultViews {
  /** Trials of the sweep as it was last run; what the derived views are made of. */
  static final String PLANNED = "planned_trials";

  /** Of work that was overtaken by a compaction. */
  private static final int ATTEMPTS = 5;

  /** Which trials are seen where a folder holds more than its sweep now asks for. */
  public enum Scope {
    /** The tables have every trial, the views on them the sweep's own. */
    TABLES_ALL,
    /** Tables and views have the sweep's own trials. */
    SWEEP,
    /** Tables and views have every trial. */
    ALL
  }

  private final SparkSession spark;
  private final List<ResultStore> stores;
  private final Collection<String> stated;
  private final Demand demand;
  private final Scope scope;
  private final List<Dataset<Row>> held = new ArrayList<>();
  private List<StoreSnapshot> snapshots = List.of();
  private List<StoreSnapshot> stored = List.of();
  private List<StoreSnapshot> asked = List.of();
  private Collection<String> varied = List.of();

  private ResultViews(
      SparkSession spark,
      List<ResultStore> stores,
      Collection<String> stated,
      Demand demand,
      Scope scope) {
    this.spark = spark;
    this.stores = stores;
    this.stated = stated;
    this.demand = demand;
    this.scope = scope;
  }

  /**
   * Makes the tables of some results folders and the views on them known to a session.
   *
   * @param stores results folders; a table that a folder lacks is taken for empty
   * @param varied paths of the settings that the sweeps vary, such as {@code task.vocab}
   */
  public static ResultViews register(
      SparkSession spark,
      List<ResultStore> stores,
      Collection<String> varied,
      Demand demand,
      Scope scope) {
    var views = new ResultViews(spark, List.copyOf(stores), List.copyOf(varied), demand, scope);
    views.refresh();
    return views;
  }

  /** The same for a statement or few, by the views that they name. */
  public static ResultViews register(
      SparkSession spark,
      List<ResultStore> stores,
      Collection<String> varied,
      Predicate<String> wanted,
      Scope scope) {
    return register(spark, stores, varied, Demand.of(wanted), scope);
  }

  /** A session in which the results are known by another way, such as a catalog. */
  public static ResultViews none(SparkSession spark) {
    return new ResultViews(spark, List.of(), List.of(), Demand.of(view -> false), Scope.TABLES_ALL);
  }

  /**
   * Makes the tables and views of folders known to a session as the folders were once.
   *
   * @throws ConfigurationException if a file that a wanted view reads is not what was written
   */
  public static void register(
      SparkSession spark,
      List<StoreSnapshot> snapshots,
      Collection<String> varied,
      Predicate<String> wanted) {
    List<ResultStore> stores = snapshots.stream().map(StoreSnapshot::store).toList();
    var views =
        new ResultViews(spark, stores, List.copyOf(varied), Demand.of(wanted), Scope.TABLES_ALL);
    views.check(snapshots);
    views.register(List.copyOf(snapshots));
  }

  /** A sentence on each view, by name. */
  public static List<List<String>> meanings() {
    var meanings = new ArrayList<List<String>>();
    for (Table<?> table : Layout.TABLES) {
      meanings.add(0, List.of(table.name(), table.schema().getDoc()));
    }
    meanings.add(
        List.of(PLANNED, "One row for each trial that the sweep asked for when it was last run."));
    DerivedViews.of(List.of()).forEach(view -> meanings.add(List.of(view.name(), view.meaning())));
    StudyView.all().forEach(view -> meanings.add(List.of(view.name(), view.meaning())));
    return meanings;
  }

  /** Names of all tables and views. */
  public static List<String> names() {
    return meanings().stream().map(meaning -> meaning.get(0)).toList();
  }

  /** Number of trials that are stored, whatever the scope. */
  public long storedTrials() {
    return stored.stream().mapToLong(snapshot -> snapshot.ids().size()).sum();
  }

  /** Frees the memory of the tables that are held. */
  public void release() {
    held.forEach(Dataset::unpersist);
    held.clear();
  }

  /** Paths of the settings by which the views tell trials apart. */
  public Collection<String> varied() {
    return varied;
  }

  /** The session that knows the views. */
  SparkSession spark() {
    return spark;
  }

  /**
   * Does something with the views as the folders are now; again if it fails and the files are
   * others than before.
   *
   * @throws QueryException if files cannot be read
   */
  public <T> T read(Callable<T> work) throws Exception {
    for (int attempt = 1; ; attempt++) {
      refresh();
      try {
        return work.call();
      } catch (Exception e) {
        if (attempt == ATTEMPTS || now().equals(snapshots)) {
          throw SqlErrors.isOfFiles(e) ? SqlErrors.of(e) : e;
        }
      }
    }
  }

  /**
   * Whether the folders hold what the views read.
   *
   * @throws ConfigurationException if a file is missing, cut or corrupt, naming it
   */
  public boolean areCurrent() {
    return now().equals(snapshots);
  }

  private List<StoreSnapshot> now() {
    return snapshots.isEmpty()
        ? stores.stream().map(StoreSnapshot::of).toList()
        : snapshots.stream().map(StoreSnapshot::renewed).toList();
  }

  private void refresh() {
    List<StoreSnapshot> now = now();
    if (now.equals(snapshots)) {
      return;
    }
    try {
      check(now);
    } catch (ConfigurationException e) {
      if (now().equals(now)) {
        throw e;
      }
      refresh(); // a compaction took files away meanwhile
      return;
    }
    register(now);
  }

  private void register(List<StoreSnapshot> now) {
    snapshots = now;
    stored = counted(now, StoreSnapshot::ids);
    asked = counted(now, ResultViews::askedIds);
    release();
    for (Table<?> table : Layout.TABLES) {
      Dataset<Row> rows = scope == Scope.SWEEP ? planned(table) : all(table);
      if (demand.often().contains(table) && bytes(table) <= demand.most()) {
        held.add(rows.persist(StorageLevel.MEMORY_ONLY()));
      }
      rows.createOrReplaceTempView(table.name());
    }
    Dataset<Row> planned = scope == Scope.ALL ? all(TABLE) : planned(TABLE);
    planned.createOrReplaceTempView(PLANNED);
    varied = scope == Scope.ALL || stores.size() > 1 ? withDiffering(planned) : stated;
    for (View view : DerivedViews.of(varied)) {
      if (demand.views().test(view.name())) {
        view.register(spark);
      }
    }
    for (StudyView view : StudyView.all()) {
      if (demand.views().test(view.name())) {
        view.register(spark, varied);
      }
    }
  }

  private long bytes(Table<?> table) {
    return snapshots.stream()
        .flatMap(snapshot -> snapshot.files(table).stream())
        .mapToLong(Storage.Entry::size)
        .sum();
  }

  /** What the sweeps vary, and what differs between their trials though none of them varies it. */
  private Collection<String> withDiffering(Dataset<Row> trials) {
    List<Setting<TrialSpec>> settings =
        SpecKeys.ALL.stream().filter(key -> !Replicates.isSeed(key.path())).toList();
    Column[] differing =
        settings.stream()
            .map(key -> functions.col(key.column()))
            .map(
                c ->
                    functions
                        .min(c)
                        .notEqual(functions.max(c))
                        .or(functions.count(c).between(1, functions.count("*").minus(1))))
            .toArray(Column[]::new);
    Row differs =
        trials.agg(differing[0], Arrays.copyOfRange(differing, 1, differing.length)).first();
    var all = new LinkedHashSet<>(stated);
    for (int s = 0; s < settings.size(); s++) {
      Setting<TrialSpec> setting = settings.get(s);
      if (!differs.isNullAt(s) && differs.getBoolean(s) && !follows(trials, setting)) {
        all.add(setting.path());
      }
    }
    return all;
  }

  /** Whether a setting has one value wherever those that its usual value depends on have one. */
  private static boolean follows(Dataset<Row> trials, Setting<TrialSpec> setting) {
    List<String> leading = SpecKeys.deciding(setting.path());
    if (leading.isEmpty()) {
      return false;
    }
    Column[] by =
        SpecKeys.ALL.stream()
            .filter(key -> leading.contains(key.path()))
            .map(key -> functions.col(key.column()))
            .toArray(Column[]::new);
    Column value = functions.col(setting.column());
    Column[] all = Arrays.copyOf(by, by.length + 1);
    all[by.length] = value;
    return trials.select(all).distinct().count() == trials.select(by).distinct().count();
  }

  private void check(List<StoreSnapshot> now) {
    for (StoreSnapshot snapshot : now) {
      for (Table<?> table : Layout.TABLES) {
        if (isRead(table)) {
          snapshot.check(table);
        }
      }
    }
  }

  /** Whether a table is asked for, or a view that is made of it. */
  private boolean isRead(Table<?> table) {
    return demand.views().test(table.name())
        || DerivedViews.of(List.of()).stream()
            .anyMatch(view -> demand.views().test(view.name()) && view.reads(table));
  }

  /**
   * Snapshots in which a trial that several folders have counts in one of them: the first where it
   * succeeded, or the first of all.
   *
   * @param ids of the trials of a snapshot that are asked for
   */
  private static List<StoreSnapshot> counted(
      List<StoreSnapshot> snapshots, Function<StoreSnapshot, Set<TrialId>> ids) {
    if (snapshots.size() == 1) {
      return snapshots;
    }
    Map<TrialId, Integer> home = new HashMap<>();
    for (int s = 0; s < snapshots.size(); s++) {
      for (TrialId id : ids.apply(snapshots.get(s))) {
        home.merge(
            id,
            s,
            (before, here) ->
                !snapshots.get(before).hasSucceeded(id) && snapshots.get(here).hasSucceeded(id)
                    ? here
                    : before);
      }
    }
    return IntStream.range(0, snapshots.size())
        .mapToObj(s -> snapshots.get(s).without(id -> home.getOrDefault(id, s) != s))
        .toList();
  }

  private static Set<TrialId> askedIds(StoreSnapshot snapshot) {
    Set<TrialId> ids = snapshot.ids();
    snapshot.narrower().ifPresent(ids::retainAll);
    return ids;
  }

  /** Every row of a table. */
  private Dataset<Row> all(Table<?> table) {
    return stored.stream()
        .map(snapshot -> rows(spark, snapshot, table))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** The rows of a table that are of a folder's sweep as it was last run. */
  private Dataset<Row> planned(Table<?> table) {
    return asked.stream()
        .map(
            snapshot -> {
              Dataset<Row> all = rows(spark, snapshot, table);
              return snapshot.narrower().map(ids -> among(all, ids)).orElse(all);
            })
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Dataset<Row> among(Dataset<Row> rows, List<TrialId> trials) {
    Dataset<Row> ids =
        spark
            .createDataset(trials.stream().map(TrialId::value).toList(), Encoders.STRING())
            .toDF("id");
    return rows.join(ids, rows.col(TrialsTable.ID).equalTo(ids.col("id")), "left_semi");
  }

  private static Dataset<Row> rows(SparkSession spark, StoreSnapshot snapshot, Table<?> table) {
    if (table == TABLE) {
      return StoredTrialsTable.rows(spark, snapshot);
    }
    Dataset<Row> rows = stored(spark, snapshot, table).rows();
    return table == ShiftsTable.TABLE ? withoutNaN(rows) : rows;
  }

  private static StoredTable stored(SparkSession spark, StoreSnapshot snapshot, Table<?> table) {
    return new StoredTable(
        spark,
        snapshot,
        table,
        snapshot.files(table),
        SparkSchema.of(table.schema()),
        TrialsTable.ID);
  }

  /**
   * A table as it was at one moment, if it is read as it is stored; empty if there is no table of
   * that name, or if its rows are made of what is stored.
   *
   * @throws ConfigurationException if a file is not what was written, naming it
   */
  public static Optional<StoredTable> stored(
      SparkSession spark, StoreSnapshot snapshot, String name) {
    Optional<Table<?>> table =
        Layout.TABLES.stream().filter(t -> t.name().equals(name)).findFirst();
    table.ifPresent(snapshot::check);
    return table
        .filter(t -> t != ShiftsTable.TABLE)
        .filter(t -> t != TABLE || StoredTrialsTable.isCurrent(snapshot))
        .map(t -> stored(spark, snapshot, t));
  }

  /** Version 0.1.0 wrote NaN for a gap that is not defined. */
  private static Dataset<Row> withoutNaN(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.schema().fields())
            .map(
                field -> {
                  Column column = functions.col(field.name());
                  return field.dataType().equals(DataTypes.DoubleType)
                      ? functions
                          .when(functions.not(functions.isnan(column)), column)
                          .as(field.name(), field.metadata())
                      : column;
                })
            .toArray(Column[]::new);
    return rows.select(columns);
  }
}
