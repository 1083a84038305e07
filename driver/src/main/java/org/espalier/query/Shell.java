package org.espalier.query;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** An interactive prompt: statements end in a semicolon, commands start with a dot. */
public final class Shell {
  private static final int PAGE_ROWS = 10_000;
  private static final String HELP =
      """
      A statement ends in a semicolon and may take several lines.
        .tables              tables and views with their meaning
        .schema VIEW         the columns of one, with meaning and unit
        .mode table|csv|json how rows are printed
        .timing on|off       whether to say how long a statement took
        .help                this
        .exit                leave (or Ctrl-D)
      Tab completes names and keywords; arrows recall statements; Ctrl-C drops the line.
      """;

  private final Queries queries;
  private final Terminal terminal;
  private final PrintWriter out;
  private Format format = Format.TABLE;
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
    Files.createDirectories(history.toAbsolutePath().getParent());
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("espalier")
            .parser(new StatementParser())
            .completer(new NameCompleter(queries))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "      ...> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    out.println("Statements end in ';'. `.help` for commands, `.tables` for what there is.");
    while (true) {
      try {
        String line = reader.readLine("espalier> ").strip();
        if (line.startsWith(".")) {
          if (!command(line)) {
            return;
          }
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

  /** Runs a dot command; false to leave. */
  private boolean command(String line) throws IOException {
    String[] words = line.replace(";", "").strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "";
    switch (words[0]) {
      case ".exit", ".quit" -> {
        return false;
      }
      case ".help" -> out.print(HELP);
      case ".tables" ->
          TextTable.of(List.of("name", "meaning"), ResultViews.meanings())
              .lines(width())
              .forEach(out::println);
      case ".schema" -> statement("DESCRIBE " + argument);
      case ".timing" -> isTimed = !argument.equals("off");
      case ".mode" -> mode(argument);
      default -> out.println("no command " + words[0] + "; .help lists them");
    }
    return true;
  }

  private void mode(String name) {
    for (Format candidate : Format.values()) {
      if (candidate.name().equalsIgnoreCase(name)) {
        format = candidate;
        return;
      }
    }
    out.println(".mode table, csv or json");
  }

  private void statement(String statement) {
    long start = System.nanoTime();
    try {
      long rows = format == Format.TABLE ? table(statement) : queries.print(statement, format, out);
      if (isTimed) {
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        out.printf(Locale.ROOT, "%d rows in %.2f s%n", rows, taken.toMillis() / 1e3);
      }
    } catch (QueryException e) {
      out.println(e.getMessage());
    }
    terminal.flush();
  }

  private long table(String statement) {
    Queries.Page page = queries.page(statement, PAGE_ROWS);
    List<String> lines = page.table().lines(width());
    Pager.show(lines, terminal);
    page.table().cutNote(width()).ifPresent(out::println);
    if (page.isCut()) {
      out.println("... more rows than %d; add a LIMIT or use `.mode csv`".formatted(PAGE_ROWS));
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
      boolean isStatement = !line.isBlank() && !line.strip().startsWith(".");
      if (context == ParseContext.ACCEPT_LINE && isStatement && Statements.isUnfinished(line)) {
        throw new org.jline.reader.EOFError(-1, -1, "the statement goes on");
      }
      return super.parse(line, cursor, ParseContext.COMPLETE);
    }
  }
}
