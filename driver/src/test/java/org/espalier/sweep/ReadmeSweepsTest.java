package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the sweep language in README.md say what they are said to say. */
class ReadmeSweepsTest {
  private static final Pattern EXAMPLE = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void examplesHaveAsManyTrialsAsTheyShould() throws IOException {
    List<Integer> counts =
        EXAMPLE
            .matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .map(example -> read(example).count())
            .toList();
    assertThat(counts)
        .as("tutorial, product, ranges, zip, when, exclude, grids, run")
        .containsExactly(2 * 4 * 5, 20, 30 * 8 * 3 * 4 * 4, 2, 5, 9 + 3 - 1, 5 * 2 + 5 * 3 + 1, 1);
  }

  private Sweep read(MatchResult example) {
    String text = example.group(1);
    return new SweepFiles(folder).read(text.startsWith("name =") ? text : "\n" + text);
  }
}
