package org.espalier.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.query.Format;
import org.espalier.query.Queries;
import org.espalier.query.Shell;
import org.espalier.query.Statements;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Spark SQL over the tables of one or several results folders. */
@Command(
    name = "sql",
    description = {
      "Run SQL over the tables of a results folder.",
      "Without a statement: an interactive prompt on a terminal, else statements from standard input."
    },
    footerHeading = "%nTables: trials, curves, attention, weights, edges, shifts.%n",
    footer = {
      "Views: summary, recovery_by_axis, curves_mean, edges_long, attention_long.",
      "The tables have every stored trial; the views those of the sweep as it was last run.",
      "`DESCRIBE summary` says what each column means."
    })
final class SqlCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Mixin private ScopeOption scope;

  @Parameters(index = "1", arity = "0..1", paramLabel = "STATEMENT", description = "What to run.")
  private String statement;

  @Option(
      names = "--with",
      paramLabel = "RESULTS",
      description = "A further results folder; its rows are added to the same tables.")
  private List<String> others = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Run the statements of a file, separated by semicolons.")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Rows of a table to print at most, 0 for all (default: ${DEFAULT-VALUE}).")
  private int maxRows;

  @Override
  public Integer call() throws IOException {
    boolean interactive = statement == null && file == null && Screen.isInteractive();
    List<String> statements = interactive ? List.of() : statements();
    var folders = new ArrayList<String>();
    folders.add(folder);
    folders.addAll(others);
    try (ResultsSession session =
        ResultsSession.open(folders, String.join(";", statements), scope.ofTables())) {
      if (interactive) {
        Shell.run(session.queries(), history());
      }
      for (String text : statements) {
        print(session.queries(), text);
      }
    }
    return ExitCode.OK;
  }

  private List<String> statements() throws IOException {
    List<String> statements = Statements.of(script());
    if (statements.isEmpty()) {
      throw new ConfigurationException("no statement to run");
    }
    return statements;
  }

  private String script() throws IOException {
    if (statement != null) {
      return statement;
    }
    if (file == null) {
      return all(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(file + ": no such file");
    }
    return Files.readString(file);
  }

  private static String all(Reader reader) throws IOException {
    var text = new StringWriter();
    reader.transferTo(text);
    return text.toString();
  }

  private void print(Queries queries, String text) {
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.TABLE) {
      Queries.Page page = queries.page(text, maxRows > 0 ? maxRows : Integer.MAX_VALUE);
      page.table().lines(Screen.width()).forEach(out::println);
      out.flush();
      page.table().cutNote(Screen.width()).ifPresent(spec.commandLine().getErr()::println);
      if (page.isCut()) {
        spec.commandLine()
            .getErr()
            .println("... more than %d rows; --max-rows 0 prints all".formatted(maxRows));
      }
    } else {
      queries.print(text, format, out);
      out.flush();
    }
  }

  private static Path history() {
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return base.resolve("espalier").resolve("sql_history");
  }
}
