package org.espalier.catalog.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page of the documentation that says how to read results in any Spark session. */
record SparkDocument(String text) {
  private static final Path PAGE = Path.of("../src/site/markdown/spark.md");
  private static final Pattern STATEMENT =
      Pattern.compile(
          "^\\| `+((?:SHOW|DESCRIBE|SELECT) [^|]*?)(?:`` \\||` \\|)", Pattern.MULTILINE);
  private static final Pattern NOTEBOOK_STATEMENT =
      Pattern.compile("spark\\.sql\\(\"\"\"(.*?)\"\"\"\\)", Pattern.DOTALL);
  private static final Pattern NOTEBOOK_SETTING =
      Pattern.compile("\\.config\\(\"([^\"]+)\", \"([^\"]+)\"\\)");

  static SparkDocument read() throws IOException {
    return new SparkDocument(Files.readString(PAGE));
  }

  /** What follows {@code spark-sql} in its command. */
  List<String> sparkSql() {
    return command("spark-sql");
  }

  /** What follows {@code spark-submit} in the command of the Connect server, at another port. */
  List<String> connectServer(int port) {
    return command("spark-submit").stream()
        .map(word -> word.replaceFirst("(grpc\\.binding\\.port)=\\d+", "$1=" + port))
        .toList();
  }

  private List<String> command(String program) {
    String start = "    " + program + " ";
    String command = text.substring(text.indexOf("\n" + start) + 1 + start.length());
    String joined = command.replaceAll("\\\\\\n", " ");
    return List.of(joined.substring(0, joined.indexOf('\n')).strip().split("\\s+", -1));
  }

  /** What the words of a command set. */
  static Map<String, String> settings(List<String> words) {
    var settings = new TreeMap<String, String>();
    for (int i = 0; i < words.size(); i += 2) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--jars" -> settings.put("spark.jars", value);
        case "--conf" -> {
          int end = value.indexOf('=');
          settings.put(value.substring(0, end), value.substring(end + 1));
        }
        default -> throw new IllegalArgumentException(words.get(i));
      }
    }
    return settings;
  }

  /** What the notebook's session is built with. */
  Map<String, String> notebookSettings() {
    var settings = new TreeMap<String, String>();
    NOTEBOOK_SETTING
        .matcher(text)
        .results()
        .forEach(setting -> settings.put(setting.group(1), setting.group(2)));
    return settings;
  }

  /** Every statement: those of the table, and the notebook's. */
  List<String> statements() {
    List<String> statements =
        Stream.of(STATEMENT, NOTEBOOK_STATEMENT)
            .flatMap(kind -> kind.matcher(text).results())
            .map((MatchResult found) -> found.group(1))
            .toList();
    if (statements.size() < 6) {
      throw new IllegalStateException("few statements: " + statements);
    }
    return new ArrayList<>(statements);
  }
}
