package org.espalier.sweep;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.ConfigurationException;

/** Writes sweep files and reads them, with {@code a.conf} as the file's name in messages. */
record SweepFiles(Path folder) {

  Path write(String name, String... lines) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sweep of a file that starts with a line for its name. */
  Sweep read(List<String> overrides, String... lines) {
    return SweepReader.read(write("a.conf", "name = a\n" + String.join("\n", lines)), overrides);
  }

  Sweep read(String... lines) {
    return read(List.of(), lines);
  }

  /** The message of the refusal, without the folder of the files; line 1 is the sweep's name. */
  String refusal(List<String> overrides, String... lines) {
    var refused = catchThrowableOfType(ConfigurationException.class, () -> read(overrides, lines));
    assertThat(refused).as("the sweep is refused").isNotNull();
    return refused.getMessage().replace(folder + "/", "");
  }

  String refusal(String... lines) {
    return refusal(List.of(), lines);
  }

  /** The coordinates of all cells: {@code task.vocab=3 seed=0, ...}. */
  static List<String> cells(Sweep sweep) {
    return sweep.cells().stream()
        .map(
            cell ->
                cell.coordinates().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(joining(" ")))
        .toList();
  }
}
