package org.espalier.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.query.Format;
import org.espalier.query.Queries;
import org.espalier.query.Statements;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a table, a view or the rows of a statement to one file. */
@Command(
    name = "export",
    description =
        "Write a table, a view or the rows of a statement to one CSV, JSON or Parquet file.")
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Mixin private ScopeOption scope;

  @Parameters(
      index = "1",
      paramLabel = "WHAT",
      description =
          "A table or view, such as summary, a statement, or a file of one that ends in .sql.")
  private String what;

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "Where to: a name that ends in .csv, .json or .parquet.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    String ending = ending();
    String statement = statement();
    ResultsSession.checked(folder);
    try (OutputFile output = OutputFile.begin(file);
        ResultsSession session =
            ResultsSession.open(
                List.of(folder), statement, scope.ofTables(), spec.commandLine().getErr())) {
      long rows =
          output.write(
              part ->
                  ending.equals("parquet")
                      ? session.queries().exportParquet(statement, part)
                      : text(
                          session.queries(),
                          statement,
                          Format.valueOf(ending.toUpperCase(Locale.ROOT)),
                          output));
      spec.commandLine()
          .getErr()
          .println(String.format(Locale.ROOT, "%s in %s", Count.of(rows, "row"), file));
    }
    return ExitCode.OK;
  }

  private String statement() throws IOException {
    String name = what.strip();
    if (name.matches("\\w+")) {
      return "SELECT * FROM " + name;
    }
    return name.matches("\\S+\\.sql") ? only(TextFile.read(Path.of(name))) : what;
  }

  private String only(String script) {
    List<String> statements = Statements.of(script);
    if (statements.size() != 1) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: has %s; export writes the rows of one",
              what,
              Count.of(statements.size(), "statement")));
    }
    return statements.get(0);
  }

  private String ending() {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!List.of("csv", "json", "parquet").contains(ending)) {
      throw new ConfigurationException(file + ": must end in .csv, .json or .parquet");
    }
    return ending;
  }

  private static long text(Queries queries, String statement, Format format, OutputFile file)
      throws IOException {
    // a writer that cannot write its last bytes leaves what it writes to open
    try (OutputStream bytes = file.open();
        var writer = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      return queries.print(statement, format, writer);
    }
  }
}
