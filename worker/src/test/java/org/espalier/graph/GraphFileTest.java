package org.espalier.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFileTest {

  @TempDir Path folder;

  @Test
  void everyListBecomesAGraphInTheOrderOfTheFile() throws IOException {
    Path file = write("{\"source\": \"a run\", \"vocab\": 3, \"parents\": [[-1, 0], [-1, -1, 1]]}");
    assertThat(GraphFile.read(file))
        .containsExactly(
            new GraphFamily.Explicit(List.of(-1, 0)), new GraphFamily.Explicit(List.of(-1, -1, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"parents\": [[-1], [-1, 1]]}"
            + "|graph 1: parents = [-1, 1] must have -1 (a root) or a position before it, 0 to 0,"
            + " at position 1, not 1",
        "{\"parents\": [[-1, 0.5]]}|graph 0: parents[1] = 0.5 must be a whole number",
        "{\"parents\": [[-1], 3]}|graph 1: 3 must be a list of parents",
        "{\"parents\": [[]]}|graph 0: parents = [] must name the parent of each position",
        "{\"parents\": []}|parents = [] must list at least one graph",
        "{\"graphs\": [[-1]]}|must hold a list `parents` of parents lists, one for each graph",
        "{\"parents\": 7}|must hold a list `parents` of parents lists, one for each graph"
      })
  void errorsNameTheFileTheGraphAndWhatIsAllowed(String json, String message) throws IOException {
    Path file = write(json);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphFile.read(file))
        .withMessage(file + ": " + message);
  }

  @Test
  void whatIsNotJsonOrNotThereIsRefused() throws IOException {
    Path file = write("{\"parents\": [[-1}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphFile.read(file))
        .withMessageStartingWith(file + ": not JSON: ");
    Path missing = folder.resolve("missing.json");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphFile.read(missing))
        .withMessage(missing + ": no such file to read");
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("graphs.json"), json);
  }
}
