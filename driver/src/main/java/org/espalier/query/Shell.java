package org.espalier.query;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.espalier.Count;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** An interactive prompt: statements end in a semicolon, commands start with a dot. */
public final class Shell {
  private static final int PAGE_ROWS = 10_000;

  /** What people type to leave, whatever they are used to. */
  private static final Pattern LEAVE = Pattern.compile("(?i)([.]?(exit|quit)|\\\\q)\\s*;?");

  private static final String HELP =
      """
      A statement ends in a semicolon and may take several lines.
        .tables              tables and views with their meaning
        .schema VIEW         the columns of one, with meaning and unit
        .mode MODE           how rows are printed: table, vertical (a line a column), csv or json
        .varying on|off      whether columns with one value in all rows are told above the table
        .timing on|off       whether to say how long a statement took
        .help                this
        .exit                leave (or exit, quit, Ctrl-D)
      Tab completes names and keywords; arrows recall statements.
      Ctrl-C cancels the statement that runs, or drops the line.
      """;

  private final Queries queries;
  private final Terminal terminal;
  private final PrintWriter out;
  private Format format = Format.TABLE;
  private Page.Shown shown = Page.Shown.ALL;
  private boolean isTimed = true;

  private Shell(Queries queries, Terminal terminal) {
    this.queries = queries;
    this.terminal = terminal;
    this.out = terminal.writer();
  }

  /**
   * Reads and runs statements until the user leaves.
   *
   * @param history file that remembers statements
   */
  public static void run(Queries queries, Path history) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      new Shell(queries, terminal).loop(history);
    }
  }

  /** Runs statements on any terminal; for tests. */
  static void run(Queries queries, Terminal terminal, Path history) throws IOException {
    new Shell(queries, terminal).loop(history);
  }

  private void loop(Path history) throws IOException {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("espalier")
            .parser(new StatementParser())
            .completer(new NameCompleter(queries))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "      ...> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    if (canBeKept(history)) {
      reader.setVariable(LineReader.HISTORY_FILE, history);
    }
    out.println("Statements end in ';'. `.help` for commands, `.tables` for what there is.");
    while (true) {
      try {
        String line = reader.readLine("espalier> ").strip();
        if (LEAVE.matcher(line).matches()) {
          return;
        }
        if (line.startsWith(".")) {
          command(line);
        } else {
          Statements.of(line).forEach(this::statement);
        }
      } catch (UserInterruptException e) {
        continue; // the line is dropped
      } catch (EndOfFileException e) {
        return;
      }
      terminal.flush();
    }
  }

  /** Whether statements can be remembered; who has no home has no history. */
  private static boolean canBeKept(Path history) {
    try {
      Files.createDirectories(history.toAbsolutePath().getParent());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a dot command. */
  private void command(String line) {
    String[] words = line.replace(";", "").strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case ".help" -> out.print(HELP);
      case ".tables" ->
          TextTable.of(List.of("name", "meaning"), ResultViews.meanings())
              .wrapped(width())
              .forEach(out::println);
      case ".schema" -> schema(argument);
      case ".timing" -> switched(words[0], argument, isOn -> isTimed = isOn);
      case ".varying" ->
          switched(words[0], argument, isOn -> shown = isOn ? Page.Shown.VARYING : Page.Shown.ALL);
      case ".mode" -> mode(argument);
      default -> out.println("no command " + words[0] + "; .help lists them");
    }
  }

  private void switched(String command, String argument, Consumer<Boolean> change) {
    switch (argument.toLowerCase(Locale.ROOT)) {
      case "on" -> change.accept(true);
      case "off" -> change.accept(false);
      default -> out.println(command + " on or off");
    }
  }

  private void schema(String view) {
    if (view.isEmpty()) {
      out.println(".schema VIEW; .tables lists tables and views");
    } else {
      statement("DESCRIBE " + view);
    }
  }

  private void mode(String name) {
    for (Format candidate : Format.values()) {
      if (candidate.name().equalsIgnoreCase(name)) {
        format = candidate;
        return;
      }
    }
    out.println(".mode table, vertical, csv or json");
  }

  private void statement(String statement) {
    Terminal.SignalHandler idle = terminal.handle(Signal.INT, signal -> queries.cancel());
    long start = System.nanoTime();
    try {
      long rows = format.isForPeople() ? page(statement) : queries.print(statement, format, out);
      if (isTimed) {
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        out.printf(Locale.ROOT, "%s in %.2f s%n", Count.of(rows, "row"), taken.toMillis() / 1e3);
      }
    } catch (QueryException e) {
      out.println(e.getMessage());
    } finally {
      terminal.handle(Signal.INT, idle);
    }
    terminal.flush();
  }

  private long page(String statement) {
    Page page = queries.page(statement, PAGE_ROWS);
    Page.Text text = page.text(format, shown, width());
    Pager.show(text.lines(), terminal);
    text.notes().forEach(out::println);
    if (page.isCut()) {
      out.println(
          String.format(
              Locale.ROOT, "... more rows than %d; add a LIMIT or use `.mode csv`", PAGE_ROWS));
    }
    return page.table().rows().size();
  }

  private int width() {
    return terminal.getWidth() > 0 ? terminal.getWidth() : 80;
  }

  /** Keeps reading lines until a statement is complete. */
  private static final class StatementParser extends DefaultParser {
    @Override
    public org.jline.reader.ParsedLine parse(String line, int cursor, ParseContext context) {
      boolean isStatement =
          !line.isBlank()
              && !line.strip().startsWith(".")
              && !LEAVE.matcher(line.strip()).matches();
      if (context == ParseContext.ACCEPT_LINE && isStatement && Statements.isUnfinished(line)) {
        throw new org.jline.reader.EOFError(-1, -1, "the statement goes on");
      }
      return super.parse(line, cursor, ParseContext.COMPLETE);
    }
  }
}
