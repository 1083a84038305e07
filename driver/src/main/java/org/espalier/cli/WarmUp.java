package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads what the commands load, so that the JVM can archive the classes ({@code
 * -XX:ArchiveClassesAtExit}); run once by {@code bin/espalier} after a build.
 */
final class WarmUp {
  private WarmUp() {}

  /** Loads classes and ends. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("espalier");
    Path sweep = folder.resolve("warm-up.conf");
    Files.writeString(sweep, "name = warm-up, axes { seed = [0, 1] }\n");
    Files.createDirectories(folder.resolve("trials"));
    String results = folder.toString();
    execute("--help");
    execute("--version");
    execute("plan", sweep.toString(), "--out", results);
    execute("status", sweep.toString(), "--out", results);
    execute("sql", results, "SELECT graph_family, count(*) FROM trials GROUP BY 1 ORDER BY 1");
    execute("sql", results, "SELECT * FROM summary", "--format", "csv");
    Files.delete(folder.resolve("trials"));
    Files.delete(sweep);
    Files.delete(folder);
  }

  private static void execute(String... commandLine) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    Espalier.commandLine().setOut(nowhere).setErr(nowhere).execute(commandLine);
  }
}
