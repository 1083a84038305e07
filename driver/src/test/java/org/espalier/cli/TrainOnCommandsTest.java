package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of trials that go on from shorter ones. */
class TrainOnCommandsTest {
  @TempDir private Path folder;
  private String sweep;
  private String out;

  @BeforeEach
  void write() throws IOException {
    String text =
        """
        name = longer
        base {
          task { vocab = 2, length = 5 }
          training.batch = 4
          evaluation { every = 2, sequences = 8, theory-sequences = 0 }
        }
        axes { training.steps = [8, 16, 64], seed = 0..1 }
        """;
    sweep = Files.writeString(folder.resolve("longer.conf"), text).toString();
    out = folder.resolve("results").toString();
  }

  @Test
  void planSaysWhichStepsAreTrainedOnce() {
    assertThat(plan())
        .contains("shared   4 trials go on from the end of a shorter one: 128 of 176 steps are")
        .doesNotContain("alone ");
    assertThat(plan("training.steps=8,64", "seed=3"))
        .contains("shared   1 trial goes on from the end of a shorter one: 64 of 72 steps are");
    assertThat(plan("training.steps=8")).doesNotContain("shared");
  }

  @Test
  void planSaysWhyNothingIsShared() {
    assertThat(plan("training.schedule=cosine"))
        .contains(
            "alone    trials that differ in training.steps are each trained from the start: with"
                + " training.schedule = cosine, their first steps differ, too")
        .doesNotContain("shared");
    assertThat(plan("training.schedule=cosine,constant"))
        .contains("alone ")
        .contains("shared   4 trials go on from the end of a shorter one: 304 of 352 steps are");
  }

  @Test
  void aLaterRunGoesOnFromStatesThatWereKept() {
    assertThat(run("training.steps=8", "run.keep-state=true").code()).isZero();
    assertThat(plan("training.steps=8,64"))
        .contains("shared   2 trials go on from the end of a shorter one: 112 of 128 steps are");
    assertThat(run("training.steps=8,64").code()).isZero();
    assertThat(
            Run.of(
                    "sql",
                    out,
                    "SELECT DISTINCT steps_done, steps_inherited FROM trials ORDER BY ALL",
                    "--format",
                    "csv")
                .out())
        .isEqualTo("steps_done,steps_inherited\n8,0\n64,8\n");
  }

  @Test
  void keepStateMustBeTrueOrFalse() {
    Run run = run("run.keep-state=perhaps");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("espalier: command line: run.keep-state = perhaps must be true or false\n");
  }

  private String plan(String... overrides) {
    return command("plan", overrides).out();
  }

  private Run run(String... overrides) {
    return command("run", overrides);
  }

  private Run command(String name, String... overrides) {
    var words = new ArrayList<>(List.of(name, sweep));
    words.addAll(List.of(overrides));
    words.addAll(List.of("--out", out));
    return Run.of(words.toArray(String[]::new));
  }
}
