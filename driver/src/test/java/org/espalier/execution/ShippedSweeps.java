package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files in {@code sweeps/} and the statements in their headers. */
final class ShippedSweeps {
  private static final Path FOLDER = Path.of("..", "sweeps");

  private ShippedSweeps() {}

  /** Every sweep file. */
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  /** The file of a sweep. */
  static Path file(String sweep) {
    return FOLDER.resolve(sweep + ".conf");
  }

  /** The statements of a file's header: its indented lines from SELECT to the semicolon. */
  static List<String> statements(Path file) throws IOException {
    var statements = new ArrayList<String>();
    var open = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      String text = line.startsWith("#   ") ? line.substring(1).strip() : "";
      if (open.isEmpty() && !text.startsWith("SELECT ")) {
        continue;
      }
      open.append(text).append(' ');
      if (text.endsWith(";")) {
        statements.add(open.substring(0, open.lastIndexOf(";")));
        open.setLength(0);
      }
    }
    assertThat(open).as("a statement without its semicolon in " + file).isEmpty();
    return statements;
  }
}
