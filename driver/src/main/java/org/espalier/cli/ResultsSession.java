package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.catalog.EspalierCatalog;
import org.espalier.execution.SparkSessions;
import org.espalier.plan.ResultStore;
import org.espalier.plan.ResultsFolders;
import org.espalier.plan.StoreNotes;
import org.espalier.query.Demand;
import org.espalier.query.Queries;
import org.espalier.query.ResultViews;
import org.espalier.query.StudyHeading;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/** A Spark session of this machine with the views on some results folders. */
final class ResultsSession implements AutoCloseable {
  /** No sweep has a name that begins so: of {@code a.trials}, Spark takes a for a catalog first. */
  private static final String CATALOG = "_studies";

  /** What Spark takes for something else than a study before a dot. */
  private static final List<String> TAKEN = List.of(CATALOG, "spark_catalog", "global_temp");

  /**
   * Of about so many trials of T = 20 (150,000 rows of edges) compiling the queries of a report
   * takes as much processor time as it saves.
   */
  private static final int FEW_TRIALS = 1000;

  private final OwnSession owner;
  private final TemporaryFolder warehouse;
  private final SparkSession spark;
  private final ResultViews views;

  private ResultsSession(
      OwnSession owner, TemporaryFolder warehouse, SparkSession spark, ResultViews views) {
    this.owner = owner;
    this.warehouse = warehouse;
    this.spark = spark;
    this.views = views;
  }

  /**
   * Opens the results of one run or of several.
   *
   * @param script what will be asked: a view that is not named in it is not set up; empty for all
   * @param err told what is in the folders that does not count
   * @throws ConfigurationException if a folder is not one that a run wrote, or holds a damaged file
   */
  static ResultsSession open(
      List<String> folders, String script, ResultViews.Scope scope, PrintWriter err)
      throws IOException {
    var stores = new ArrayList<ResultStore>();
    for (String folder : folders) {
      stores.add(checked(folder));
    }
    return openStores(stores, Demand.of(view -> isAskedFor(view, script)), scope, err);
  }

  /** Opens results that have been looked for before. */
  static ResultsSession openStores(
      List<ResultStore> stores, Demand demand, ResultViews.Scope scope, PrintWriter err) {
    // Spark takes seconds to start; the folders are looked through meanwhile
    TemporaryFolder warehouse = TemporaryFolder.create();
    CompletableFuture<OwnSession> starting = CompletableFuture.supplyAsync(() -> local(warehouse));
    Set<String> varied = new LinkedHashSet<>();
    try {
      stores.forEach(store -> varied.addAll(varied(store)));
      stores.forEach(ResultStore::whole);
      stores.forEach(store -> StoreNotes.of(store).forEach(err::println));
    } catch (RuntimeException e) {
      starting.handle((owner, failed) -> owner).thenAccept(ResultsSession::closed).join();
      warehouse.close();
      throw e;
    }
    OwnSession owner = started(starting, warehouse);
    // its own views: two results can be open side by side
    SparkSession spark = SparkSessions.beside(owner.spark());
    var views = ResultViews.register(spark, stores, varied, demand, scope);
    var session = new ResultsSession(owner, warehouse, spark, views);
    session.expectWhatIsStored(stores);
    return session;
  }

  private static void closed(OwnSession owner) {
    if (owner != null) {
      owner.close();
    }
  }

  private static OwnSession started(
      CompletableFuture<OwnSession> starting, TemporaryFolder warehouse) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      warehouse.close();
      if (e.getCause() instanceof ConfigurationException told) {
        throw told;
      }
      throw e;
    }
  }

  /**
   * Opens all studies in a folder: each is a schema of its folder's name.
   *
   * @param err told of a study that has a name of Spark's own
   * @throws ConfigurationException if there is none
   */
  static ResultsSession ofStudies(String folder, PrintWriter err) throws IOException {
    for (String name : names(folder)) {
      if (TAKEN.contains(name)) {
        err.println(
            String.format(
                Locale.ROOT,
                "%1$s is a name of Spark's own: the tables of this study are %2$s.%1$s.trials, ...",
                name,
                CATALOG));
      }
    }
    TemporaryFolder warehouse = TemporaryFolder.create();
    OwnSession owner = started(CompletableFuture.supplyAsync(() -> local(warehouse)), warehouse);
    SparkSession spark = SparkSessions.beside(owner.spark());
    spark.conf().set("spark.sql.catalog." + CATALOG, EspalierCatalog.class.getName());
    spark.conf().set("spark.sql.catalog." + CATALOG + ".path", folder);
    spark.sql("USE " + CATALOG);
    return new ResultsSession(owner, warehouse, spark, ResultViews.none(spark));
  }

  /** Whether a folder is none of results, but one of results folders. */
  static boolean isOfStudies(String folder) {
    try {
      ResultsFolders folders = ResultsFolders.in(folder, HadoopSettings.ofProcess());
      return folders.only().isEmpty() && !folders.names().isEmpty();
    } catch (ConfigurationException e) {
      return false; // whoever takes it for a results folder says what is wrong
    }
  }

  /** Names of the results folders in a folder. */
  static List<String> names(String folder) {
    return ResultsFolders.in(folder, HadoopSettings.ofProcess()).names();
  }

  /** A results folder, or those in a folder of them. */
  static List<String> studies(String folder) {
    if (!isOfStudies(folder)) {
      return List.of(folder);
    }
    ResultsFolders folders = ResultsFolders.in(folder, HadoopSettings.ofProcess());
    return folders.names().stream().flatMap(name -> folders.find(name).stream()).toList();
  }

  /** The name of the sweep whose results a folder holds. */
  static String name(ResultStore store) {
    return StudyHeading.of(store).name();
  }

  /** Paths of the settings that the sweep of a folder varies; empty if the folder does not say. */
  static List<String> varied(ResultStore store) {
    return StudyHeading.of(store).varied();
  }

  /** The session, with the views. */
  SparkSession spark() {
    return spark;
  }

  /** Number of trials that are stored, whether or not the sweep asks for them. */
  long storedTrials() {
    return views.storedTrials();
  }

  /** Paths of the settings by which the views tell trials apart. */
  Collection<String> varied() {
    return views.varied();
  }

  /** Statements on the views. */
  Queries queries() {
    return Queries.of(views);
  }

  /** What reads the views; done again if a compaction takes away what it reads. */
  <T> T read(Callable<T> work) throws Exception {
    return views.read(work);
  }

  /** Has Spark work for many rows from now on if the stores have many trials by now. */
  void expectWhatIsStored(List<ResultStore> stores) {
    int trials = stores.stream().mapToInt(store -> store.trials().all().size()).sum();
    SparkSessions.expectRows(spark, trials > FEW_TRIALS);
  }

  /** Whether nothing has been stored since the views were last read. */
  boolean isCurrent() {
    return views.areCurrent();
  }

  @Override
  public void close() {
    views.release();
    owner.close();
    warehouse.close();
  }

  private static OwnSession local(TemporaryFolder warehouse) {
    return OwnSession.open(
        "local[*]",
        Map.of(
            "spark.sql.warehouse.dir",
            warehouse.path().toUri().toString(),
            // nobody adds jars to this session
            "spark.sql.artifact.isolation.enabled",
            "false"));
  }

  /** A statement that shows or describes may mean any view. */
  private static boolean isAskedFor(String view, String script) {
    String lower = script.toLowerCase(Locale.ROOT);
    return lower.isEmpty() || lower.contains("show") || lower.contains(view);
  }

  /** The results in a folder, if it is one into which a run wrote or has begun to. */
  static ResultStore checked(String folder) throws IOException {
    if (Storage.isPath(folder)) {
      ResultsFolders.requireFolder(folder, Path.of(folder));
    }
    ResultStore store = ResultStore.open(folder, HadoopSettings.ofProcess());
    return store.hasCells() ? store : requireTables(folder, store);
  }

  private static ResultStore requireTables(String folder, ResultStore store) throws IOException {
    for (Table<?> table : Layout.TABLES) {
      if (store.storage().exists(table.name()) && !isStudy(store.storage(), table.name())) {
        return store;
      }
    }
    throw ResultsFolders.in(folder, HadoopSettings.ofProcess()).refusal();
  }

  /** Whether a folder is not the table of that name but holds the results of such a sweep. */
  private static boolean isStudy(Storage storage, String name) throws IOException {
    return storage.exists(name + "/" + Layout.CELLS)
        || storage.exists(name + "/" + TrialsTable.TABLE.name());
  }
}
