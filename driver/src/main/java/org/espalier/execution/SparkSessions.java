package org.espalier.execution;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.OptionConverters;

/**
 * Starts Spark so that trials run as they should.
 *
 * <p>Sessions are asked of {@link org.apache.spark.sql.classic.SparkSession}: the interface that it
 * implements first looks for it by Scala's reflection, which takes a second and more.
 */
public final class SparkSessions {
  /** Of native libraries: more threads make a trial no faster, and sums depend on their number. */
  private static final String ONE_THREAD = "1";

  /** Instants are UTC wherever they are printed, and say so in files. */
  private static final Map<String, String> UTC =
      Map.of(
          "spark.sql.session.timeZone", "UTC",
          "spark.sql.datetime.java8API.enabled", "true",
          "spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");

  /** Tasks behind a shuffle: tables of results are small beside what Spark is made for. */
  private static final String PARTITIONS = "2";

  private SparkSessions() {}

  /** A session of its own views beside another one, whoever began that; its instants are UTC. */
  public static SparkSession beside(SparkSession other) {
    SparkSession session = other.newSession();
    UTC.forEach(session.conf()::set);
    return session;
  }

  /**
   * Has a session work as is fastest for many rows, which is Spark's own way, or for few: it then
   * goes through a query's operators row by row instead of compiling them, plans it once instead of
   * anew after each shuffle, and has one task behind a shuffle.
   */
  public static void expectRows(SparkSession session, boolean areMany) {
    forRows(areMany).forEach(session.conf()::set);
  }

  /** Spark's properties by which a session does so. */
  static Map<String, String> forRows(boolean areMany) {
    return Map.of(
        "spark.sql.codegen.wholeStage",
        String.valueOf(areMany),
        "spark.sql.codegen.factoryMode",
        areMany ? "FALLBACK" : "NO_CODEGEN",
        "spark.sql.adaptive.enabled",
        String.valueOf(areMany),
        "spark.sql.shuffle.partitions",
        areMany ? PARTITIONS : "1");
  }

  /**
   * A session. In local mode nothing listens beyond this machine and there is no web page; one
   * trial has one thread everywhere.
   *
   * @param master {@code local[*]}, {@code spark://host:7077}, {@code yarn}, ...
   * @param conf Spark's own properties, which go before those set here; those of {@code
   *     spark-submit}, which are this process's system properties, go before them
   */
  public static SparkSession open(String master, Map<String, String> conf) {
    Map<String, String> all = defaults(master);
    all.putAll(conf);
    all.keySet().removeAll(System.getProperties().stringPropertyNames());
    var builder = org.apache.spark.sql.classic.SparkSession.builder().master(master);
    all.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** This process's session, if it has one. */
  public static Optional<SparkSession> present() {
    return OptionConverters.toJava(org.apache.spark.sql.classic.SparkSession.getDefaultSession())
        .map(session -> session);
  }

  /** Hadoop's settings as a session has them: the application's, and above them its own. */
  public static Map<String, String> hadoop(org.apache.spark.sql.classic.SparkSession session) {
    var settings = new TreeMap<String, String>();
    session
        .sessionState()
        .newHadoopConf()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    return settings;
  }

  private static Map<String, String> defaults(String master) {
    var conf = new LinkedHashMap<String, String>();
    conf.put("spark.app.name", "espalier");
    conf.put("spark.ui.enabled", "false");
    conf.put("spark.ui.showConsoleProgress", "false");
    conf.put("spark.sql.shuffle.partitions", PARTITIONS);
    conf.putAll(UTC);
    if (isOnThisMachine(master)) {
      conf.put("spark.driver.host", "127.0.0.1");
      conf.put("spark.driver.bindAddress", "127.0.0.1");
      // A laptop that has slept finds no heartbeat since: its executors have slept as well.
      conf.put("spark.storage.blockManagerHeartbeatTimeoutMs", "3650d");
    }
    // Live progress comes with the heartbeats of executors.
    conf.put("spark.executor.heartbeatInterval", "1s");
    // A trial is one thread on one core.
    conf.put("spark.task.cpus", "1");
    conf.put("spark.executorEnv.OMP_NUM_THREADS", ONE_THREAD);
    conf.put("spark.executorEnv.OPENBLAS_NUM_THREADS", ONE_THREAD);
    // A task that is retried goes on where trials that kill executors have been found out; what
    // ends the retries is that they are marked lost.
    conf.put("spark.task.maxFailures", "1000");
    conf.put("spark.deploy.maxExecutorRetries", "-1");
    conf.put("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    return conf;
  }

  /** Whether executors are in this process or are started by it. */
  private static boolean isOnThisMachine(String master) {
    return master.startsWith("local");
  }
}
