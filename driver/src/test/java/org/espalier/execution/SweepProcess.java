package org.espalier.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;

/** A driver in a process of its own, which can be killed, and what it says while it runs. */
public final class SweepProcess implements AutoCloseable {
  /** Short, so that there are many packs. */
  private static final Duration PACK = Duration.ofMillis(50);

  /** Before what Spark hands on to Hadoop. */
  static final String HADOOP = "spark.hadoop.";

  private static final String ARCHIVE = "classes.jsa";

  private final JavaProcess process;

  private SweepProcess(JavaProcess process) {
    this.process = process;
  }

  /**
   * What a driver is to do.
   *
   * @param folder results folder, or its URI
   * @param work number of tiny trials, or the word of a {@link WholeStudy}
   * @param master Spark master
   * @param trouble what its trials do
   * @param conf Spark's properties
   */
  record Task(
      String folder, String work, String master, Trouble trouble, Map<String, String> conf) {
    static Task of(Path folder, int seeds, String master) {
      return of(folder.toString(), seeds, master);
    }

    static Task of(String folder, int seeds, String master) {
      return new Task(folder, String.valueOf(seeds), master, Trouble.NONE, Map.of());
    }

    static Task of(Path folder, WholeStudy study, String master) {
      return new Task(folder.toString(), study.word(), master, Trouble.NONE, Map.of());
    }

    Task with(Trouble other) {
      return new Task(folder, work, master, other, conf);
    }

    Task with(Map<String, String> other) {
      return new Task(folder, work, master, trouble, other);
    }

    private List<String> words() {
      var words = new ArrayList<String>();
      words.addAll(List.of(folder, work, master, trouble.toString()));
      conf.forEach((key, value) -> words.add(key + "=" + value));
      return words;
    }
  }

  /**
   * Starts a driver.
   *
   * @param scratch for Spark, and with class data if {@link #keepClassData} has left it there
   */
  static SweepProcess start(Task task, Path scratch) throws IOException {
    return start(task, scratch, "-XX:SharedArchiveFile=");
  }

  /** Starts a driver by another program, such as nohup. */
  static SweepProcess startBy(String program, Task task, Path scratch) throws IOException {
    return start(task, scratch, "-XX:SharedArchiveFile=", program);
  }

  /** Runs a driver that leaves class data, so that each of many others is up sooner. */
  static void keepClassData(Path scratch) throws IOException, InterruptedException {
    Task task = Task.of(scratch.resolve("first"), 8, "local[2]");
    try (var driver = start(task, scratch, "-XX:ArchiveClassesAtExit=")) {
      driver.awaitEnd();
      driver.process.awaitEnd();
    }
  }

  private static SweepProcess start(Task task, Path scratch, String archive, String... by)
      throws IOException {
    Path sparkHome = scratch.resolve("spark");
    Files.createDirectories(sparkHome.resolve("jars"));
    var command = new ArrayList<>(List.of(by));
    command.addAll(
        JavaProcess.java(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xlog:disable",
            archive + scratch.resolve(ARCHIVE),
            "-cp",
            JarClassPath.in(scratch),
            SweepProcess.class.getName()));
    // as long as vectors are not compiled they are objects
    command.removeIf(flag -> flag.startsWith("--add-modules="));
    command.addAll(task.words());
    var environment = new HashMap<String, String>();
    environment.put("SPARK_HOME", sparkHome.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("OMP_NUM_THREADS", "1");
    return new SweepProcess(JavaProcess.start(scratch, command, environment));
  }

  /** What {@link #start} starts. */
  public static void main(String[] arguments) throws IOException {
    Optional<WholeStudy> study = WholeStudy.parse(arguments[1]);
    SweepRequest sweep =
        study
            .map(WholeStudy::sweep)
            .orElseGet(() -> TinyTrials.sweep("tiny", Integer.parseInt(arguments[1])));
    RunOptions options = RunOptions.of(Duration.ofMinutes(5), PACK);
    var conf = new HashMap<String, String>();
    conf.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    conf.put("spark.executor.memory", "1g");
    conf.put(
        "spark.executor.extraJavaOptions",
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -XX:SharedArchiveFile="
            + Path.of(ARCHIVE).toAbsolutePath());
    for (String setting : List.of(arguments).subList(4, arguments.length)) {
      int equals = setting.indexOf('=');
      conf.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (SparkSession spark = SparkSessions.open(arguments[2], conf)) {
      RunSummary summary =
          SweepRunner.of(() -> spark, trial(study, arguments[3]))
              .stoppedBySignals()
              .run(
                  sweep,
                  ResultStore.open(arguments[0], hadoop(conf)),
                  study.map(s -> s.options(options)).orElse(options),
                  new Narrator());
      System.out.println("end " + summary.end() + " " + summary.storedCount());
    }
  }

  private static TrialFunction trial(Optional<WholeStudy> study, String text) {
    Trouble trouble = Trouble.parse(text);
    return study.isPresent() && trouble.kind() == Trouble.Kind.NONE ? RealTrials.INSTANCE : trouble;
  }

  private static Map<String, String> hadoop(Map<String, String> conf) {
    return conf.entrySet().stream()
        .filter(setting -> setting.getKey().startsWith(HADOOP))
        .collect(
            Collectors.toMap(
                setting -> setting.getKey().substring(HADOOP.length()), Map.Entry::getValue));
  }

  /** Says what happens. */
  private static final class Narrator implements SweepListener {
    @Override
    public void started(org.espalier.plan.RunPlan plan, int packs) {
      System.out.println("begun " + packs);
    }

    @Override
    public void trialFinished(TrialOutcome outcome) {
      System.out.println("stored " + outcome.id());
    }
  }

  /**
   * Reads until so many more trials are stored, or the run has ended.
   *
   * @return whether it has
   */
  boolean hasEndedBefore(int trials) throws InterruptedException {
    String line = process.await(said -> said.startsWith("begun ") || isNews(said));
    for (int stored = 0; stored < trials && !line.startsWith("end "); stored++) {
      line = process.await(SweepProcess::isNews);
    }
    return line.startsWith("end ");
  }

  private static boolean isNews(String line) {
    return line.startsWith("stored ") || line.startsWith("end ");
  }

  /** Reads until the run has ended; how it has. */
  String awaitEnd() throws InterruptedException {
    return process.await(line -> line.startsWith("end "));
  }

  /** Reads until the run has ended, or was refused; how it has, or why it was. */
  String awaitEndOrRefusal() throws InterruptedException {
    String refusal = ConfigurationException.class.getName() + ": ";
    String line = process.await(said -> said.startsWith("end ") || said.contains(refusal));
    return line.substring(Math.max(0, line.indexOf(refusal)));
  }

  /** Sends it a signal, such as HUP. */
  void signal(String name) throws IOException, InterruptedException {
    process.signal(name);
  }

  /** Ends it at once, as SIGKILL does. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** The processes of its executors. */
  List<ProcessHandle> executors() {
    return process.executors().toList();
  }

  /** Ends one of its executors at once; false if there is none just now. */
  boolean killAnExecutor(RandomGenerator random) {
    List<ProcessHandle> executors = executors();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  @Override
  public void close() {
    process.close();
  }
}
