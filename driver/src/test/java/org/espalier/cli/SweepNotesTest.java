package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.plan.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder's sweep says beside its trials, wherever the command is called. */
final class SweepNotesTest {
  @TempDir private Path folder;

  @Test
  void graphsAreThoseOfTheFileBesideTheSweep() throws IOException {
    Files.writeString(folder.resolve("graphs-0a.json"), "{\"parents\": [[-1, 0], [-1, 0, 0]]}");
    assertThat(graphs("base {\n  graph.family = explicit\n  graph.file = \"graphs-0a.json\"\n}"))
        .isEqualTo(Map.of("[-1, 0]", "0", "[-1, 0, 0]", "1"));
  }

  @Test
  void graphsOfSeveralFilesAreNamedByFileAndIndex() throws IOException {
    Files.writeString(folder.resolve("graphs-0a.json"), "{\"parents\": [[-1, 0]]}");
    Files.writeString(folder.resolve("graphs-0b.json"), "{\"parents\": [[-1, 0], [-1, -1]]}");
    assertThat(graphs("axes {\n  graph.file = [\"graphs-0a.json\",\"graphs-0b.json\"]\n}"))
        .isEqualTo(Map.of("[-1, 0]", "graphs-0a.json 0", "[-1, -1]", "graphs-0b.json 1"));
  }

  @Test
  void aFileOfThisMachineIsReadAsVersion010NamedIt() throws IOException {
    Path file = Files.writeString(folder.resolve("g.json"), "{\"parents\": [[-1, 0]]}");
    assertThat(graphs("base { graph.file = \"" + file + "\" }")).isEqualTo(Map.of("[-1, 0]", "0"));
  }

  @Test
  void aFileThatIsNoLongerWhatItWasNamesNothing() throws IOException {
    Files.writeString(folder.resolve("graphs-0a.json"), "{\"parents\": [[7]]}");
    assertThat(graphs("base { graph.file = \"graphs-0a.json\" }")).isEmpty();
    assertThat(graphs("base { graph.file = \"missing.json\" }")).isEmpty();
    assertThat(graphs("base { graph.file = \"\" }")).isEmpty();
    assertThat(graphs("base { graph.file = \"a\\u0000b\" }")).isEmpty();
  }

  /** A results folder may come from somebody else. */
  @Test
  void aStoredSweepFetchesNothingAndSaysNothingOfOtherFiles() throws IOException {
    Files.writeString(folder.resolve("secret.conf"), "description = hidden");
    for (String included : List.of("\"secret.conf\"", "url(\"file:" + folder + "/secret.conf\")")) {
      assertThat(graphs("include " + included)).isEmpty();
      assertThat(SweepNotes.description(ResultStore.open(folder))).isEmpty();
      assertThat(graphs("base { graph.file = [{ include " + included + " }] }")).isEmpty();
    }
  }

  @Test
  void filesOfGraphsThatAreNoTextsNameNothing() throws IOException {
    assertThat(graphs("base { graph.file = [}] }")).isEmpty();
    assertThat(graphs("base { graph.file = [${x}] }")).isEmpty();
    assertThat(graphs("base { graph.file = [1, null] }")).isEmpty();
  }

  /** Each study has a graph 0; the study's name goes before where the graphs are two. */
  @Test
  void differentGraphsOfSeveralStudiesHaveDifferentNames() throws IOException {
    List<ResultStore> stores =
        List.of(
            study("a", "first", "[-1, 0], [-1, -1]"),
            study("b", "second", "[-1, -1, 0], [-1, -1]"),
            study("c", "third", "[-1, -1, 1]"),
            study("d", "third", "[-1, 0, 1]"));
    assertThat(SweepNotes.graphs(stores))
        .isEqualTo(Map.of("[-1, 0]", "first 0", "[-1, -1, 0]", "second 0", "[-1, -1]", "1"));
  }

  private ResultStore study(String place, String name, String parents) throws IOException {
    Path study = Files.createDirectories(folder.resolve(place));
    Files.writeString(study.resolve("graphs-0a.json"), "{\"parents\": [" + parents + "]}");
    Files.writeString(
        study.resolve("sweep.conf"),
        "name = " + name + "\nbase { graph.file = \"graphs-0a.json\" }\n");
    return ResultStore.open(study);
  }

  private Map<String, String> graphs(String sweep) throws IOException {
    Files.writeString(folder.resolve("sweep.conf"), "name = s\n" + sweep + "\n");
    return SweepNotes.graphs(List.of(ResultStore.open(folder)));
  }
}
