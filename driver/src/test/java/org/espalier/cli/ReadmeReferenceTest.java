package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.table.Column;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.junit.jupiter.api.Test;

/**
 * The README's reference of columns and settings is what the program says of itself. {@code
 * -Dreadme.update=true} writes it anew.
 */
final class ReadmeReferenceTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void columnsAreThoseOfTheTables() throws IOException {
    List<Table<?>> trialsFirst = new ArrayList<>(Layout.TABLES);
    Collections.reverse(trialsFirst);
    check(
        "columns",
        trialsFirst.stream().map(ReadmeReferenceTest::columns).collect(Collectors.joining("\n")));
  }

  @Test
  void settingsAreThoseOfTheReferenceConfiguration() throws IOException {
    Config reference = ConfigFactory.parseString(ConfigCommand.reference());
    check(
        "settings",
        settings(
                "Of a trial (in a sweep file: `base`, `axes`, `zip`)",
                reference,
                "espalier.trial.",
                "")
            + "\n"
            + settings("Of a run (`run`)", reference, "espalier.run.", "run.")
            + "\n"
            + settings("Of Spark (`spark`)", reference, "espalier.spark.", "spark."));
  }

  private static String columns(Table<?> table) {
    var text = new StringBuilder();
    text.append("### `%s`\n\n%s\n\n".formatted(table.name(), table.schema().getDoc()));
    text.append("| column | type | meaning |\n|---|---|---|\n");
    for (Column<?> column : table.columns()) {
      text.append(
          "| `%s` | %s | %s |\n".formatted(column.name(), type(column.type()), cell(column.doc())));
    }
    return text.toString();
  }

  private static String type(Column.Type type) {
    return switch (type) {
      case TEXT -> "string";
      case INTEGER -> "int";
      case LONG -> "bigint";
      case REAL -> "double";
      case FLAG -> "boolean";
      case INSTANT -> "timestamp";
      case INTEGERS -> "array of int";
      case REALS -> "array of double";
      case VECTOR -> "array of float";
      case MATRIX -> "array of arrays of float";
    };
  }

  private static String settings(String title, Config reference, String prefix, String shown) {
    var text =
        new StringBuilder("### " + title + "\n\n| setting | default | meaning |\n|---|---|---|\n");
    Config block = reference.getConfig(prefix.substring(0, prefix.length() - 1));
    block.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .forEach(
            (Map.Entry<String, ConfigValue> entry) -> {
              String meaning =
                  entry.getValue().origin().comments().stream()
                      .map(String::strip)
                      .collect(Collectors.joining(" "));
              assertThat(meaning).as(entry.getKey()).isNotEmpty();
              text.append(
                  "| `%s%s` | `%s` | %s |\n"
                      .formatted(
                          shown,
                          entry.getKey(),
                          entry.getValue().render(ConfigRenderOptions.concise()),
                          cell(meaning)));
            });
    return text.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static void check(String section, String expected) throws IOException {
    String start = "<!-- generated:%s -->\n".formatted(section);
    String end = "<!-- end:%s -->".formatted(section);
    String readme = Files.readString(README);
    int from = readme.indexOf(start) + start.length();
    int to = readme.indexOf(end);
    assertThat(to).as("README.md has the markers of %s", section).isGreaterThan(from - 1);
    if (Boolean.getBoolean("readme.update")) {
      Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
    } else {
      assertThat(readme.substring(from, to))
          .as(
              "README.md's %s; -Dreadme.update=true writes them anew"
                  .formatted(section.toLowerCase(Locale.ROOT)))
          .isEqualTo(expected);
    }
  }
}
