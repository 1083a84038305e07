package org.espalier.execution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Another process on this machine, what it says while it runs, and its end at our hands. */
final class JavaProcess implements AutoCloseable {
  private static final String END = "\0";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> said = new ArrayList<>();

  private JavaProcess(Process process) {
    this.process = process;
    var reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a process.
   *
   * @param environment added to this process's
   */
  static JavaProcess start(Path directory, List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true).environment().putAll(environment);
    return new JavaProcess(builder.start());
  }

  /** The java command with what Spark needs of it, up to the class path. */
  static List<String> java(String... flags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add") || flag.startsWith("-Dio.netty"))
        .forEach(command::add);
    command.addAll(List.of(flags));
    return command;
  }

  private void read() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // it was killed
    }
    lines.add(END);
  }

  /** Reads until a line that is looked for. */
  String await(Predicate<String> wanted) throws InterruptedException {
    while (true) {
      String line = lines.take();
      if (line.equals(END)) {
        throw new AssertionError("ended before that:\n" + String.join("\n", said));
      }
      said.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** What it has said since it was last read, as far as that has arrived. */
  List<String> news() {
    var news = new ArrayList<String>();
    lines.drainTo(news);
    return news;
  }

  /** Reads all that it says until it ends; its exit code. */
  int awaitEnd() throws InterruptedException {
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      said.add(line);
    }
    return process.waitFor();
  }

  /** What was read of it so far. */
  String said() {
    return String.join("\n", said);
  }

  /**
   * The Java processes that it started: executors, where it is a worker or has workers in it.
   * (Which class they run cannot be asked: Java sees the first 4 KiB of a command line, all class
   * path.)
   */
  Stream<ProcessHandle> executors() {
    return process.children().filter(child -> child.info().command().orElse("").endsWith("/java"));
  }

  /** Ends it at once, as SIGKILL does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends it a signal, such as HUP. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Ends it and all that it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
