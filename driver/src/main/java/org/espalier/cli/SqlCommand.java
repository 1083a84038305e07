package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.query.Format;
import org.espalier.query.Page;
import org.espalier.query.Queries;
import org.espalier.query.Shell;
import org.espalier.query.Statements;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Spark SQL over the tables of one or several results folders. */
@Command(
    name = "sql",
    description = {
      "Run SQL over the tables of a results folder.",
      "Of a folder of results folders, tables are named by study: `SELECT * FROM quickstart.summary`.",
      "Without a statement, open a prompt on a terminal, or else run statements from standard input."
    },
    footerHeading =
        "%nTables: trials, curves, attention, weights, edges, shifts, rivals, predictors.%n",
    footer = {
      "Views: summary, recovery_by_axis, curves_mean, edges_long, attention_long, importance,",
      "contrasts, rivals_by_axis, loss_parts, stages, planned_trials.",
      "The tables have every stored trial; the views those of the sweep as it was last run.",
      "`DESCRIBE summary` says what each column means."
    })
final class SqlCommand implements Callable<Integer> {

  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RESULTS",
      description = "A results folder, or a folder of them: then each is a schema of its name.")
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
      description =
          "Run the statements of a file, separated by semicolons; - reads standard input.")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = {
        "How rows are printed (default: ${DEFAULT-VALUE}):",
        "table, vertical (a line for each column), csv or json."
      })
  private Format format;

  @Option(
      names = "--varying",
      description =
          "Of a table, show the columns that vary; those with one value in all rows stand above it.")
  private boolean isVarying;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Rows of a table to print at most, 0 for all (default: ${DEFAULT-VALUE}).")
  private int maxRows;

  @Override
  public Integer call() throws IOException {
    if (maxRows < 0) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--max-rows %d must be at least 0", maxRows));
    }
    if (statement != null && file != null) {
      throw new ParameterException(
          spec.commandLine(), "a statement and --file are given: which of them is meant?");
    }
    if (isVarying && !format.isForPeople()) {
      throw new ParameterException(
          spec.commandLine(), "--varying is of the formats table and vertical; leave it out");
    }
    var folders = new ArrayList<String>();
    folders.add(folder);
    folders.addAll(others);
    boolean isOfStudies = others.isEmpty() && ResultsSession.isOfStudies(folder);
    if (isOfStudies && scope.isAll()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--all is not for a folder of results folders; name one of them, such as %s/%s",
              folder.replaceFirst("/+$", ""),
              ResultsSession.names(folder).get(0)));
    }
    for (String results : isOfStudies ? List.<String>of() : folders) {
      ResultsSession.checked(results); // before statements are waited for
    }
    boolean interactive = statement == null && file == null && Screen.isInteractive();
    List<String> statements = interactive ? List.of() : statements();
    try (ResultsSession session =
        isOfStudies
            ? ResultsSession.ofStudies(folder, spec.commandLine().getErr())
            : open(folders, statements)) {
      if (interactive) {
        Shell.run(session.queries(), history());
      }
      for (String text : statements) {
        print(session.queries(), text);
      }
    }
    return ExitCode.OK;
  }

  private ResultsSession open(List<String> folders, List<String> statements) throws IOException {
    return ResultsSession.open(
        folders, String.join(";", statements), scope.ofTables(), spec.commandLine().getErr());
  }

  private List<String> statements() throws IOException {
    List<String> statements = Statements.of(script());
    if (statements.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "no statement to run%s; give one behind the results folder, or --file FILE",
              file == null ? "" : " in " + file));
    }
    return statements;
  }

  private String script() throws IOException {
    if (statement != null) {
      return statement;
    }
    return file == null || file.equals(STANDARD_INPUT)
        ? TextFile.read(System.in, "standard input")
        : TextFile.read(file);
  }

  private void print(Queries queries, String text) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (format.isForPeople()) {
      Page page = queries.page(text, maxRows > 0 ? maxRows : Integer.MAX_VALUE);
      Page.Text shown =
          page.text(format, isVarying ? Page.Shown.VARYING : Page.Shown.ALL, Screen.width());
      shown.lines().forEach(out::println);
      out.flush();
      shown.notes().forEach(err::println);
      if (page.isCut()) {
        err.println("... more than " + Count.of(maxRows, "row") + "; --max-rows 0 prints all");
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
