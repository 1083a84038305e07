package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words and texts of a sweep stand for: all of what is written, and nothing else. */
class SweepWordsTest {
  @TempDir Path folder;
  private SweepFiles files;

  @BeforeEach
  void inFolder() {
    files = new SweepFiles(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task.vocab=3], x=[9",
        "task.vocab=3],v=[9",
        "task.vocab=3 # 5",
        "task.vocab=3,5 // 7",
        "model.heads=[1,1}",
        "graph.family=chain#star"
      })
  void anOverrideOfWhichSomeWouldBeDroppedIsRefused(String word) {
    int equals = word.indexOf('=');
    assertThat(files.refusal(List.of(word)))
        .isEqualTo(
            "command line: %s = %s is not a value: # and // must stand in quotes, and brackets in"
                + " pairs",
            word.substring(0, equals), word.substring(equals + 1));
  }

  @Test
  void theNameOfAFileIsTakenAsItStands() throws IOException {
    files.write("g#1.json", "{ \"parents\": [[-1, 0, 1]] }");
    files.write("g//2.json", "{ \"parents\": [[-1, 0, 0]] }");
    String base = "base { graph.family = explicit, task.length = 4 }";
    for (String name : List.of(folder + "/g#1.json", folder + "//g//2.json")) {
      Sweep plain = files.read(List.of("graph.file=" + name), base);
      Sweep quoted = files.read(List.of("graph.file=\"" + name + "\""), base);
      assertThat(plain.cells().get(0).id()).isEqualTo(quoted.cells().get(0).id());
    }
    assertThat(
            files
                .read(List.of("graph.file=" + folder + "/g#1.json," + folder + "/g/2.json"), base)
                .count())
        .isEqualTo(2);
  }

  @Test
  void oneWordIsAListOfIt() {
    String base = "base { graph.family = dag, rivals.sequences = 32 }";
    Sweep listed = files.read(base, "axes.rivals.methods = [[evidence]]");
    for (Sweep sweep :
        List.of(
            files.read(List.of("rivals.methods=evidence"), base),
            files.read(base, "base.rivals.methods = evidence"),
            files.read(base, "axes.rivals.methods = [evidence]"))) {
      assertThat(sweep.cells().get(0).id()).isEqualTo(listed.cells().get(0).id());
    }
    assertThat(SweepFiles.cells(files.read(base, "axes.rivals.methods = [[], evidence]")))
        .isEqualTo(SweepFiles.cells(files.read(base, "axes.rivals.methods = [[], [evidence]]")));
    assertThat(
            files
                .read(
                    base,
                    "axes.rivals.methods = [[], [evidence]]",
                    "exclude = [{ rivals.methods = evidence }]")
                .count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "design.seed=9223372036854775807 | 2",
        "design.points=1e1 | 10",
        "design.points=3.0 | 3",
        "design.points=+3 | 3"
      })
  void aWholeNumberOnTheCommandLineIsThatOfAFile(String word, int points) {
    String design = "design { points = 2, over { task.alpha { from = 0.1, to = 1 } } }";
    assertThat(files.read(List.of(word), design).count()).isEqualTo(points);
    assertThat(files.refusal(List.of("design.points=1e99999"), design))
        .startsWith("command line: design.points = 1e99999 must be a whole number");
    assertThat(files.refusal(List.of("design.seed=9223372036854775808"), design))
        .isEqualTo(
            "command line: design.seed = 9223372036854775808 must be a whole number written in"
                + " digits, from -2^63 to 2^63 - 1");
  }

  /** Two points of 0.1 to 4 and the same two of a file that says so. */
  @Test
  void theRangeOfAPathInQuotesIsOverridden() {
    String design = "design { points = 2, over { %s { from = 0.1, to = %s } } }";
    Sweep overridden =
        files.read(
            List.of("design.over.task.alpha.to=4"),
            design.replaceFirst("%s", "\"task.alpha\"").replace("%s", "1"));
    assertThat(SweepFiles.cells(overridden))
        .isEqualTo(
            SweepFiles.cells(
                files.read(design.replaceFirst("%s", "task.alpha").replace("%s", "4"))));
  }

  @Test
  void whatAProfileSaysIsTakenAsItIsWritten() throws IOException {
    Path profile =
        Files.writeString(
            folder.resolve("p.conf"),
            "spark.conf { spark.label.version = 1.10, spark.label.mask = 022 }\n");
    assertThat(Profile.words(profile))
        .containsExactlyInAnyOrder(
            "spark.conf.spark.label.version=1.10", "spark.conf.spark.label.mask=022");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.conf { spark.hadoop.fs.s3a.endpoint = \"http://h\"\n"
            + "  spark.hadoop.fs.s3a.endpoint.region = us-east-1 }",
        "spark.conf { spark.hadoop.fs.s3a { endpoint.region = us, # a comment {\n"
            + "  endpoint = \"http://h\" } }",
        "spark { conf.spark.hadoop.fs { s3a.endpoint : http }\n"
            + "conf : { spark { hadoop.fs.s3a.endpoint { region = [1, \"}\"] } } } }",
      })
  void aPropertyThatAnotherWouldReplaceIsRefused(String spark) throws IOException {
    String refusal = files.refusal(spark);
    assertThat(refusal)
        .startsWith("a.conf:3: spark.conf.spark.hadoop.fs.s3a.endpoint")
        .contains(" cannot stand beside spark.conf.spark.hadoop.fs.s3a.endpoint")
        .endsWith(
            " (a.conf:2), for one would replace the other: write the property of the shorter name"
                + " in quotes, spark.conf { \"spark.hadoop.fs.s3a.endpoint\" = ... }");
    Path profile = Files.writeString(folder.resolve("p.conf"), spark);
    assertThatThrownBy(() -> Profile.words(profile)).hasMessageContaining("p.conf:2: spark.conf");
  }

  @Test
  void aPropertyInQuotesStandsBesideOthersThatItBegins() {
    String spark = "spark.conf { \"spark.speculation\" = true, spark.speculation.quantile = 0.9 }";
    assertThat(files.read(spark).spark().conf())
        .containsEntry("spark.speculation", "true")
        .containsEntry("spark.speculation.quantile", "0.9");
    files.write("part.conf", "spark.conf.spark.speculation = true");
    assertThat(files.refusal("include \"part.conf\"", "spark.conf.spark.speculation.quantile = 1"))
        .startsWith("a.conf:3: spark.conf.spark.speculation.quantile cannot stand beside")
        .contains("(part.conf:1)");
  }

  @Test
  void aWrongMasterIsToldWithItsLine() {
    assertThat(files.refusal("spark.master = \"local[0]\""))
        .isEqualTo(
            "a.conf:2: spark.master = local[0] must have a whole number from 1 to 999999999");
    assertThat(files.refusal(List.of("spark.master=lokal"), ""))
        .startsWith("command line: spark.master = lokal must be local[N], local[*], ");
  }

  @Test
  void theBaseValueHoldsForConditionsWhereAnAxisDoesNotExist() {
    String base = "base { graph.family = lag, graph.k = 4 }";
    String axes =
        "axes { task.vocab = [3, 10], graph.k { values = [2, 3], when { task.vocab = 3 } } }";
    assertThat(SweepFiles.cells(files.read(base, axes)))
        .containsExactly(
            "graph.k=2 task.vocab=3", "graph.k=3 task.vocab=3", "graph.k=4 task.vocab=10");
    Sweep excluding = files.read(base, axes, "exclude = [{ graph.k = 4 }]");
    assertThat(SweepFiles.cells(excluding))
        .containsExactly("graph.k=2 task.vocab=3", "graph.k=3 task.vocab=3");
    assertThat(excluding.excluded()).isEqualTo(1);
    // of the default, 2, no condition is met
    assertThat(
            files
                .read(
                    "base.graph.family = lag", axes, "exclude = [{ graph.k = 2, task.vocab = 10 }]")
                .count())
        .isEqualTo(3);
  }

  @Test
  void aFileRefinesWhatItIncludesAtAnyDepth() {
    files.write("c.conf", "base { task.vocab = 5, task.length = 8 }", "axes.seed = 0..3");
    files.write("bb.conf", "include \"c.conf\"", "axes.task.vocab = [3, 10]", "base.seed = 7");
    Sweep sweep = files.read("include \"bb.conf\"");
    assertThat(SweepFiles.cells(sweep)).containsExactly("task.vocab=3", "task.vocab=10");
    assertThat(sweep.trials()).allMatch(trial -> trial.seeds().seed() == 7);
    files.write("bb.conf", "include \"c.conf\"", "axes.task.alpha = [1, 2]", "base.task.alpha = 3");
    assertThat(files.refusal("include \"bb.conf\""))
        .startsWith("bb.conf:2: task.alpha varies here and has a value in `base` (bb.conf:3)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base { graph.family = lag, task.length = 3 } | '' | a.conf:2: graph.k = 2, the default,"
            + " must be below task.length - 1 = 2, else every position is a root",
        "base.graph.family = lag | task.length=3 | command line: graph.k = 2, the default, must be"
            + " below task.length - 1 = 2, else every position is a root",
        "base { model { family = gpt, heads = [4] } } | '' | a.conf:2: model.width = 30, the"
            + " default, must be a multiple of heads = 4",
      })
  void aDefaultIsNotToBlameAlone(String line, String word, String refusal) {
    List<String> words = word.isEmpty() ? List.of() : List.of(word);
    assertThat(files.refusal(words, line)).isEqualTo(refusal);
  }

  @Test
  void ofReplicatesNeitherIs() {
    assertThat(files.refusal(List.of("replicates.within=2", "replicates.at-least=50")))
        .isEqualTo(
            "command line: replicates.at-most = 40, the default, must not be below"
                + " replicates.at-least = 50");
  }
}
