package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command whose answer cannot be written says so; one that nobody reads ends. */
final class StandardOutputTest {
  private static final String SWEEP =
      """
      name = tiny
      base { task.length = 4, training { steps = 2, batch = 2 } }
      base.evaluation { every = 1, sequences = 2, theory-sequences = 2 }
      """;

  @TempDir private static Path folder;
  private static String store;
  private static String small;
  private static String tiny;

  @BeforeAll
  static void writeStore() throws IOException {
    SmallStore.write(folder.resolve("small"));
    store = folder.resolve("small").toString();
    small = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
    tiny = Files.writeString(folder.resolve("tiny.conf"), SWEEP).toString();
  }

  static List<List<String>> answers() {
    return List.of(
        List.of("--help"),
        List.of("sql", "--help"),
        List.of("--version"),
        List.of("config"),
        List.of("config", "task.vocab"),
        List.of("completion"),
        List.of("completion", "zsh"),
        List.of("plan", "SMALL", "--out", "STORE"),
        List.of("plan", "TINY", "--list", "--out", "NEW"),
        List.of("status", "SMALL", "--out", "STORE"),
        List.of("trial", "TINY"),
        List.of("ls", "STORE"),
        List.of("submit", "TINY", "--dry-run", "--master", "yarn", "--jar", "x.jar"),
        List.of("run", "TINY", "--out", "RUN"),
        List.of("sql", "STORE", "SELECT 1"),
        List.of("sql", "STORE", "SELECT * FROM trials", "--format", "csv"),
        List.of("sql", "STORE", "SELECT * FROM trials", "--format", "json"),
        List.of("compare", "STORE", "STORE"),
        List.of("report", "STORE"),
        List.of("compact", "STORE"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerThatFindsNoRoomIsAnErrorOfOneLine(List<String> command) {
    Run run = written("No space left on device", command);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines().filter(line -> line.startsWith("espalier: ")))
        .containsExactly("espalier: standard output cannot be written: No space left on device");
    assertThat(run.err()).doesNotContain("\tat ").doesNotContain("should not have happened");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aReaderWhoHasLeftEndsTheCommandWithoutAWord(List<String> command) {
    Run run = written("Broken pipe", command);
    assertThat(run.code()).isEqualTo(141);
    assertThat(run.err()).doesNotContain("espalier: ");
  }

  @Test
  void nothingIsDoneForAReaderWhoHasLeft() {
    String statements = "SELECT 1 AS a; SELECT raise_error('this one ran') AS b";
    assertThat(written("Broken pipe", List.of("sql", "STORE", statements)))
        .isEqualTo(new Run(141, "", ""));
  }

  /** A command whose standard output the system refuses to write. */
  private static Run written(String refusal, List<String> command) {
    var device =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(refusal);
          }
        };
    var err = new StringWriter();
    String[] words =
        command.stream()
            .map(word -> word.equals("STORE") ? store : word)
            .map(word -> word.equals("SMALL") ? small : word)
            .map(word -> word.equals("TINY") ? tiny : word)
            .map(word -> word.equals("NEW") ? folder.resolve("new").toString() : word)
            .map(word -> word.equals("RUN") ? folder.resolve("run").toString() : word)
            .toArray(String[]::new);
    int code =
        Espalier.commandLine()
            .setOut(new PrintWriter(new StandardOutput(device), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Run(code, "", err.toString());
  }
}
