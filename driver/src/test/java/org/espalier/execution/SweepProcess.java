package org.espalier.execution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;

/** A driver in a process of its own, which can be killed, and what it says while it runs. */
public final class SweepProcess implements AutoCloseable {
  /** Short, so that there are many packs. */
  private static final Duration PACK = Duration.ofMillis(50);

  private final Process process;
  private final BufferedReader lines;

  private SweepProcess(Process process) {
    this.process = process;
    this.lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a driver.
   *
   * @param deadly seed of the trial that ends its process, -1 for none
   */
  static SweepProcess start(Path folder, int seeds, String master, long deadly, Path scratch)
      throws IOException {
    Path sparkHome = Files.createDirectories(scratch.resolve("spark"));
    Files.createDirectories(sparkHome.resolve("jars"));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add") || flag.startsWith("-Dio.netty"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(SweepProcess.class.getName());
    command.addAll(
        List.of(folder.toString(), String.valueOf(seeds), master, String.valueOf(deadly)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(scratch.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    return new SweepProcess(builder.start());
  }

  /** What {@link #start} starts. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    SweepRequest sweep = TinyTrials.sweep("tiny", Integer.parseInt(arguments[1]));
    Map<String, String> conf =
        Map.of(
            "spark.executor.extraClassPath",
            System.getProperty("java.class.path"),
            "spark.executor.memory",
            "512m");
    var listener =
        new SweepListener() {
          @Override
          public void trialFinished(TrialOutcome outcome) {
            System.out.println("stored " + outcome.id());
          }
        };
    try (SparkSession spark = SparkSessions.open(arguments[2], conf)) {
      RunSummary summary =
          SweepRunner.of(() -> spark, new Deadly(Long.parseLong(arguments[3])))
              .stoppedBySignals()
              .run(
                  sweep,
                  ResultStore.open(folder),
                  RunOptions.of(Duration.ofMinutes(5), PACK),
                  listener);
      System.out.println("end " + summary.end() + " " + summary.storedCount());
    }
  }

  /** A trial that takes its process down. */
  private record Deadly(long seed) implements TrialFunction {
    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      if (spec.seeds().seed() == seed) {
        Runtime.getRuntime().halt(134);
      }
      return TrialRunner.run(spec, limits, listener);
    }
  }

  /** Reads until so many trials are stored or the run has ended; the last line read. */
  String awaitStored(int trials) {
    try {
      var said = new ArrayList<String>();
      for (int stored = 0; stored < trials; ) {
        String line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the driver ended early:\n" + String.join("\n", said));
        }
        said.add(line);
        if (line.startsWith("end ")) {
          return line;
        }
        stored += line.startsWith("stored ") ? 1 : 0;
      }
      return said.isEmpty() ? "" : said.get(said.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all that the process says until it ends; the run's last word. */
  String awaitEnd() throws IOException, InterruptedException {
    String end = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      end = line.startsWith("end ") ? line : end;
    }
    process.waitFor();
    return end;
  }

  /** Asks it to end, as SIGTERM does. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close what it says, too
  }

  /** Ends it at once, as SIGKILL does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends one of its executors at once, if there is one. */
  void killAnExecutor() {
    process
        .descendants()
        .filter(
            child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .findFirst()
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
