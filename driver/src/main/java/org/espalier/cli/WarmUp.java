package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Loads what the commands load, so that the JVM can archive the classes ({@code
 * -XX:ArchiveClassesAtExit}); run once by {@code bin/espalier} after a build.
 */
final class WarmUp {
  private WarmUp() {}

  private static final String SWEEP =
      """
      name = warm-up
      base { task.length = 4, training { steps = 2, batch = 2 } }
      base.evaluation { every = 1, sequences = 2, theory-sequences = 2 }
      axes { graph.family = [chain, star] }
      """;

  /** Loads classes and ends. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("espalier");
    Path file = folder.resolve("warm-up.conf");
    Files.writeString(file, SWEEP);
    String sweep = file.toString();
    String results = folder.resolve("results").toString();
    execute("--help");
    execute("--version");
    execute("run", sweep, "--out", results);
    execute("plan", sweep, "--out", results);
    execute("status", sweep, "--out", results);
    execute("sql", results, "SELECT graph_family, count(*) FROM trials GROUP BY 1 ORDER BY 1");
    execute("sql", results, "SELECT * FROM recovery_by_axis", "--format", "csv");
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void execute(String... commandLine) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    Espalier.commandLine().setOut(nowhere).setErr(nowhere).execute(commandLine);
  }
}
