package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.espalier.Documents;
import org.espalier.Documents.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the sweep language in the documents have as many trials as the comment before
 * them says, {@code <!-- trials: 40 -->}.
 */
class DocumentedSweepsTest {
  @TempDir Path folder;

  static List<Block> examples() {
    return Documents.blocks("hocon");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleHasAsManyTrialsAsItShould(Block example) {
    assertThat(example.note()).as("the comment before the example").isEqualTo("trials");
    assertThat(new SweepFiles(folder).read(text(example)).count())
        .isEqualTo(Integer.parseInt(example.value()));
  }

  @Test
  void theLanguageHasItsExamples() {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void refusalsReadAsTheyAreDocumented() {
    var files = new SweepFiles(folder);
    List<String> documented =
        Documents.blocks("").stream()
            .filter(block -> "refusals".equals(block.note()))
            .flatMap(block -> block.text().lines())
            .toList();
    assertThat(documented)
        .containsExactly(
            "sweeps/" + files.refusal(onLine(12, "base.task.alpha = -1")),
            "sweeps/" + files.refusal(onLine(3, "base.task.vocabulary = 3")),
            "sweeps/"
                + files.refusal(
                    onLine(8, "zip = [{ task.vocab = [3, 4, 5], training.steps = [1, 2] }]")),
            "sweeps/" + files.refusal(onLine(5, "axes.seed = 9..0")),
            files.refusal(List.of("model.heads=[1,0]")));
  }

  /** The lines after the first, the last of which is to have a number. */
  private static String[] onLine(int number, String line) {
    String[] lines = new String[number - 1];
    Arrays.fill(lines, "");
    lines[number - 2] = line;
    return lines;
  }

  private static String text(Block example) {
    return example.text().startsWith("name =") ? example.text() : "\n" + example.text();
  }
}
