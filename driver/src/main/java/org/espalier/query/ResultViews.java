package org.espalier.query;

import static org.apache.spark.sql.functions.not;
import static org.espalier.table.TrialsTable.TABLE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.table.Layout;
import org.espalier.table.ShiftsTable;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

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

  /**
   * Beyond how many files Spark has each looked up by a task of its own: on a local disk a task
   * takes a thousand times as long as the look.
   */
  private static final String LISTED_BY_TASKS =
      "spark.sql.sources.parallelPartitionDiscovery.threshold";

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
  private final Collection<String> varied;
  private final Predicate<String> wanted;
  private final Scope scope;
  private List<StoreContents> contents = List.of();
  private final StoredTrialsTable trials;

  private ResultViews(
      SparkSession spark,
      List<ResultStore> stores,
      Collection<String> varied,
      Predicate<String> wanted,
      Scope scope) {
    this.spark = spark;
    this.trials = new StoredTrialsTable(spark);
    this.stores = stores;
    this.varied = varied;
    this.wanted = wanted;
    this.scope = scope;
  }

  /**
   * Makes the tables of some results folders and the views on them known to a session.
   *
   * @param stores results folders; a table that a folder lacks is taken for empty
   * @param varied paths of the settings that the sweeps vary, such as {@code task.vocab}
   * @param wanted whether a view, by its name, will be asked for; each takes some time to set up
   */
  public static ResultViews register(
      SparkSession spark,
      List<ResultStore> stores,
      Collection<String> varied,
      Predicate<String> wanted,
      Scope scope) {
    if (stores.stream().allMatch(store -> Storage.isLocal(store.storage().root()))) {
      spark.conf().set(LISTED_BY_TASKS, Integer.MAX_VALUE);
    }
    var views = new ResultViews(spark, List.copyOf(stores), List.copyOf(varied), wanted, scope);
    views.refresh();
    return views;
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

  /** Number of rows of the trials tables, whatever the scope. */
  public long storedTrials() {
    return all(TABLE).count();
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
        if (attempt == ATTEMPTS || snapshots().equals(contents)) {
          throw SqlErrors.isOfFiles(e) ? SqlErrors.of(e) : e;
        }
      }
    }
  }

  private List<StoreContents> snapshots() {
    return stores.stream().map(ResultStore::whole).toList();
  }

  private void refresh() {
    List<StoreContents> now = snapshots();
    if (now.equals(contents)) {
      return;
    }
    try {
      checkFooters(now);
    } catch (ConfigurationException e) {
      if (snapshots().equals(now)) {
        throw e;
      }
      refresh(); // a compaction took files away meanwhile
      return;
    }
    stores.forEach(ResultStore::cells); // refused here if they are damaged
    contents = now;
    for (Table<?> table : Layout.TABLES) {
      Dataset<Row> rows = scope == Scope.SWEEP ? planned(table) : all(table);
      rows.createOrReplaceTempView(table.name());
    }
    Dataset<Row> planned = scope == Scope.ALL ? all(TABLE) : planned(TABLE);
    planned.createOrReplaceTempView(PLANNED);
    for (View view : DerivedViews.of(varied)) {
      if (wanted.test(view.name())) {
        view.register(spark);
      }
    }
    for (StudyView view : StudyView.all()) {
      if (wanted.test(view.name())) {
        view.register(spark, varied);
      }
    }
  }

  private void checkFooters(List<StoreContents> now) {
    for (int s = 0; s < now.size(); s++) {
      for (Table<?> table : Layout.TABLES) {
        if (wanted.test(table.name())) {
          stores.get(s).checkFooters(now.get(s), table);
        }
      }
    }
  }

  /** Every row of a table. */
  private Dataset<Row> all(Table<?> table) {
    return rows(table, IntStream.range(0, stores.size()).boxed().toList());
  }

  /** The rows of a table that are of a folder's sweep as it was last run. */
  private Dataset<Row> planned(Table<?> table) {
    Dataset<Row> rows = null;
    for (int s = 0; s < stores.size(); s++) {
      Dataset<Row> all = rows(table, List.of(s));
      Dataset<Row> own = all;
      if (stores.get(s).hasCells()) {
        Dataset<Row> cells =
            spark
                .read()
                .option("header", true)
                .schema("id STRING")
                .csv(address(stores.get(s).storage(), Layout.CELLS));
        own = all.join(cells, all.col(TrialsTable.ID).equalTo(cells.col("id")), "left_semi");
      }
      rows = rows == null ? own : rows.union(own);
    }
    return rows;
  }

  private Dataset<Row> rows(Table<?> table, List<Integer> folders) {
    var files = new ArrayList<StoredTrialsTable.File>();
    Map<StoredTrialsTable.File, Set<TrialId>> repeated = new LinkedHashMap<>();
    for (int s : folders) {
      for (Storage.Entry entry : contents.get(s).files(table)) {
        Storage storage = stores.get(s).storage();
        var file = new StoredTrialsTable.File(storage, entry, address(storage, entry.name()));
        Set<TrialId> elsewhere =
            contents.get(s).repeated().getOrDefault(Layout.pack(entry.fileName()), Set.of());
        if (elsewhere.isEmpty()) {
          files.add(file);
        } else {
          repeated.put(file, elsewhere);
        }
      }
    }
    Dataset<Row> rows = read(table, files);
    for (Map.Entry<StoredTrialsTable.File, Set<TrialId>> file : repeated.entrySet()) {
      Dataset<Row> all = read(table, List.of(file.getKey()));
      Object[] ids = file.getValue().stream().map(TrialId::value).toArray();
      rows = rows.union(all.filter(not(all.col(TrialsTable.ID).isin(ids))));
    }
    return rows;
  }

  private Dataset<Row> read(Table<?> table, List<StoredTrialsTable.File> files) {
    StructType schema = SparkSchema.of(table.schema());
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    if (table == TABLE) {
      return trials.read(files);
    }
    String[] paths = files.stream().map(StoredTrialsTable.File::address).toArray(String[]::new);
    Dataset<Row> rows = spark.read().schema(schema).option(TableFile.VERIFY, true).parquet(paths);
    return table == ShiftsTable.TABLE ? withoutNaN(rows) : rows;
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

  /** As Spark takes it, for whom some characters stand for others. */
  private static String address(Storage storage, String name) {
    String address = storage.address(name);
    String uri = Storage.isLocal(address) ? "file://" + address : address;
    return uri.replaceAll("[{}\\[\\]*?\\\\]", "\\\\$0");
  }
}
