package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

  private static String text(Block example) {
    return example.text().startsWith("name =") ? example.text() : "\n" + example.text();
  }
}
