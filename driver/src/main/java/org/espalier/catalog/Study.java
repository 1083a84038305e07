package org.espalier.catalog;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Locale;
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
import org.apache.spark.sql.internal.SQLConf;
import org.espalier.plan.ResultStore;
import org.espalier.query.ResultViews;
import org.espalier.query.StudyHeading;
import org.espalier.scan.StoreSnapshot;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The tables and views of a results folder. */
public final class Study {
  private static final long STATEMENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Begin the settings by which a statement means something else than by default. */
  private static final List<String> MEANINGS =
      List.of(
          "spark.sql.ansi.",
          "spark.sql.caseSensitive",
          "spark.sql.decimalOperations.",
          "spark.sql.groupBy",
          "spark.sql.legacy.",
          "spark.sql.orderBy",
          "spark.sql.parser.");

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
    SupportsRead rows = table(SparkSession.active(), snapshot, () -> moment.varied(store), table);
    String made = rows instanceof ViewTable ? moment.varied(store).toString() : "stored";
    String id = String.format(Locale.ROOT, "%d %s", snapshot.number(), made);
    return new ReadOnlyTable(rows, name + "." + table, id);
  }

  private SupportsRead table(
      SparkSession spark, StoreSnapshot snapshot, Supplier<List<String>> varied, String table) {
    Optional<SupportsRead> stored =
        ResultViews.stored(spark, snapshot, table).map(SupportsRead.class::cast);
    return stored.orElseGet(() -> view(spark, snapshot, varied.get(), table));
  }

  private SupportsRead view(
      SparkSession spark, StoreSnapshot snapshot, List<String> varied, String table) {
    SparkSession own = own(spark);
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
   * A session of a view's own: nothing of it is seen in the user's, and of the user's no view and
   * no function that has a name of which the view makes use. It has the user's settings, such as
   * those of Hadoop and of shuffles, but for those by which SQL means something else.
   */
  private static SparkSession own(SparkSession user) {
    SparkSession own = user.newSession();
    SQLConf settings = own.sessionState().conf();
    Map<String, String> all = CollectionConverters.asJava(user.sessionState().conf().getAllConfs());
    settings.clear();
    all.forEach(
        (key, value) -> {
          if (MEANINGS.stream().noneMatch(key::startsWith)) {
            settings.setConfString(key, value);
          }
        });
    own.conf().set("spark.sql.ansi.enabled", true);
    own.conf().set("spark.sql.caseSensitive", false);
    return own;
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
