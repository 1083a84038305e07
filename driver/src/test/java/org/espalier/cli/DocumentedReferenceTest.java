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
import org.espalier.Documents;
import org.espalier.table.Column;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.junit.jupiter.api.Test;

/**
 * The reference of columns and settings in the documents is what the program says of itself. {@code
 * -Dreference.update=true} writes it anew.
 */
final class DocumentedReferenceTest {
  @Test
  void columnsAreThoseOfTheTables() throws IOException {
    List<Table<?>> trialsFirst = new ArrayList<>(Layout.TABLES);
    Collections.reverse(trialsFirst);
    check(
        "tables.md",
        "columns",
        trialsFirst.stream()
            .map(DocumentedReferenceTest::columns)
            .collect(Collectors.joining("\n")));
  }

  @Test
  void settingsAreThoseOfTheReferenceConfiguration() throws IOException {
    Config reference = ConfigFactory.parseString(ConfigCommand.reference());
    check(
        "settings.md",
        "settings",
        settings(
                "Of a trial (in a sweep file: `base`, `axes`, `zip`)",
                reference,
                "espalier.trial.",
                "")
            + "\n"
            + settings(
                "Of seeds by need (`replicates`)", reference, "espalier.replicates.", "replicates.")
            + "\n"
            + settings("Of a run (`run`)", reference, "espalier.run.", "run.")
            + "\n"
            + settings("Of Spark (`spark`)", reference, "espalier.spark.", "spark."));
  }

  private static String columns(Table<?> table) {
    var text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "### `%s`\n\n%s\n\n", table.name(), table.schema().getDoc()));
    text.append("| column | type | meaning |\n|---|---|---|\n");
    for (Column<?> column : table.columns()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s |\n",
              column.name(),
              type(column.type()),
              cell(column.doc())));
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
        new StringBuilder("## " + title + "\n\n| setting | default | meaning |\n|---|---|---|\n");
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
                  String.format(
                      Locale.ROOT,
                      "| `%s%s` | `%s` | %s |\n",
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

  private static void check(String page, String section, String expected) throws IOException {
    Path path = Documents.PAGES.resolve(page);
    String start = String.format(Locale.ROOT, "<!-- generated:%s -->\n", section);
    String end = String.format(Locale.ROOT, "<!-- end:%s -->", section);
    String text = Files.readString(path);
    int from = text.indexOf(start) + start.length();
    int to = text.indexOf(end);
    assertThat(to).as("%s has the markers of %s", page, section).isGreaterThan(from - 1);
    if (Boolean.getBoolean("reference.update")) {
      Files.writeString(path, text.substring(0, from) + expected + text.substring(to));
    } else {
      assertThat(text.substring(from, to))
          .as("%s of %s; -Dreference.update=true writes them anew", section, page)
          .isEqualTo(expected);
    }
  }
}
