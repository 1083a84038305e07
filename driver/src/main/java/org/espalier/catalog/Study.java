package org.espalier.catalog;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.AnalysisContext;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.espalier.plan.ResultStore;
import org.espalier.query.ResultViews;
import org.espalier.query.StudyHeading;
import org.espalier.scan.StoreSnapshot;
import scala.Option;

/** The tables and views of a results folder. */
public final class Study {
  private static final long STATEMENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Of the statement that a thread analyses. */
  private static final ThreadLocal<Map<Study, Moment>> MOMENTS =
      ThreadLocal.withInitial(WeakHashMap::new);

  private final String name;
  private final ResultStore store;
  private StoreSnapshot latest;

  /** Those of a folder, under its name. */
  public Study(String name, ResultStore store) {
    this.name = name;
    this.store = store;
  }

  /** What it holds. */
  String description() {
    return "Results of the sweep " + StudyHeading.of(store).name() + ".";
  }

  /** Where it is. */
  String location() {
    return store.storage().root();
  }

  /** The rows of a table or view as they are now. */
  public Dataset<Row> rows(SparkSession spark, String table) {
    return Dataset$.MODULE$.ofRows(
        spark,
        DataSourceV2Relation$.MODULE$.create(
            table(spark, latest(), () -> StudyHeading.of(store).varied(), table),
            Option.empty(),
            Option.empty()));
  }

  /** A table or view as it is when the statement begins that the session analyses. */
  Table table(String table) {
    StoreSnapshot snapshot = snapshot();
    Moment moment = MOMENTS.get().get(this);
    return new ReadOnlyTable(
        table(SparkSession.active(), snapshot, () -> moment.varied(store), table),
        name + "." + table);
  }

  private SupportsRead table(
      SparkSession spark, StoreSnapshot snapshot, Supplier<List<String>> varied, String table) {
    Optional<SupportsRead> stored =
        ResultViews.stored(spark, snapshot, table).map(SupportsRead.class::cast);
    return stored.orElseGet(() -> view(spark, snapshot, varied.get(), table));
  }

  private SupportsRead view(
      SparkSession spark, StoreSnapshot snapshot, List<String> varied, String table) {
    // a session of its own: nothing of it is seen in the user's
    SparkSession own = spark.cloneSession();
    own.conf().set("spark.sql.ansi.enabled", true);
    own.conf().set("spark.sql.caseSensitive", false);
    ResultViews.register(own, List.of(snapshot), varied, Predicate.isEqual(table));
    String meaning =
        ResultViews.meanings().stream()
            .filter(m -> m.get(0).equals(table))
            .findFirst()
            .orElseThrow()
            .get(1);
    return new ViewTable(name + "." + table, meaning, own, own.table(table));
  }

  /**
   * One for all tables of a statement, which Spark resolves in one context on one thread; a new one
   * for the next statement.
   */
  private StoreSnapshot snapshot() {
    Object statement = AnalysisContext.get().relationCache();
    Moment before = MOMENTS.get().get(this);
    StoreSnapshot seen = before == null ? null : before.snapshotOf(statement);
    if (seen != null) {
      return seen;
    }
    StoreSnapshot snapshot = latest();
    MOMENTS.get().put(this, new Moment(statement, snapshot));
    return snapshot;
  }

  private synchronized StoreSnapshot latest() {
    latest = latest == null ? StoreSnapshot.of(store) : latest.renewed();
    return latest;
  }

  /**
   * What a statement sees of the study: one snapshot, which its tables hold, and one answer to what
   * the sweep varies, which its views are made of.
   */
  private static final class Moment {
    private final WeakReference<Object> statement;
    private final WeakReference<StoreSnapshot> snapshot;
    private final long taken = System.nanoTime();
    private Optional<List<String>> varied = Optional.empty();

    Moment(Object statement, StoreSnapshot snapshot) {
      this.statement = new WeakReference<>(statement);
      this.snapshot = new WeakReference<>(snapshot);
    }

    /** The snapshot; null if it is another statement's. */
    StoreSnapshot snapshotOf(Object other) {
      boolean isSame = statement.get() == other && System.nanoTime() - taken < STATEMENT_NANOS;
      return isSame ? snapshot.get() : null;
    }

    /** Read at the first view: tables do without, and stand where a folder's copy is damaged. */
    List<String> varied(ResultStore store) {
      if (varied.isEmpty()) {
        varied = Optional.of(StudyHeading.of(store).varied());
      }
      return varied.get();
    }
  }
}
