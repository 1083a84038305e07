package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What bash offers at the Tab key, asked of bash. */
@DisabledOnOs(OS.WINDOWS)
final class CompletionTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.writeString(folder.resolve("completion.bash"), Run.of("completion", "bash").out());
    Files.createDirectories(folder.resolve("results/quickstart"));
    Files.writeString(folder.resolve("study.conf"), "name = s");
    Files.writeString(folder.resolve("with blank.conf"), "name = s");
  }

  @Test
  void commandsAreOffered() throws Exception {
    assertThat(offered("espalier r")).containsExactlyInAnyOrder("run", "report");
    assertThat(offered("espalier com"))
        .containsExactlyInAnyOrder("compact", "compare", "completion");
  }

  @Test
  void filesAndFoldersAreOfferedWhereverOneIsMeant() throws Exception {
    assertThat(offered("espalier report res")).containsExactly("results");
    assertThat(offered("espalier sql results/")).containsExactly("results/quickstart");
    assertThat(offered("espalier run st")).containsExactly("study.conf");
    assertThat(offered("espalier plan wi")).containsExactly("with blank.conf");
    assertThat(offered("espalier sql results/quickstart --file st")).containsExactly("study.conf");
    assertThat(offered("espalier run study.conf --out res")).containsExactly("results");
  }

  @Test
  void settingsAreOfferedBehindASweep() throws Exception {
    assertThat(offered("espalier run study.conf training.le"))
        .containsExactly("training.learning-rate=");
    assertThat(offered("espalier plan --out x study.conf seeds.d")).containsExactly("seeds.data=");
    assertThat(offered("espalier config run.trial-t")).containsExactly("run.trial-timeout");
  }

  @Test
  void theValuesOfASettingAreOffered() throws Exception {
    // bash replaces what stands behind the =
    assertThat(offered("espalier run study.conf graph.family="))
        .contains("chain", "star", "random-tree", "dag");
    assertThat(offered("espalier run study.conf graph.family=st")).containsExactly("star");
    assertThat(offered("espalier run study.conf graph.family=chain,st"))
        .containsExactly("chain,star");
    assertThat(offered("espalier run study.conf training.optimizer=a")).containsExactly("adamw");
  }

  @Test
  void metricsAreOfferedForReplicatesAndNoBlockIsASetting() throws Exception {
    assertThat(offered("espalier run study.conf replicates.of=edge_acc")).contains("edge_accuracy");
    assertThat(offered("espalier run study.conf spark."))
        .contains("spark.master=")
        .doesNotContain("spark.conf=");
  }

  /** A word that is offered is a value by itself. */
  @Test
  void everyWordThatIsOfferedIsTaken() throws IOException {
    String sweep =
        Files.writeString(
                folder.resolve("words.conf"),
                "name = w\nbase.graph { family = dag, pattern = consecutive }\n")
            .toString();
    for (String word :
        List.of(
            "rivals.methods=evidence",
            "evaluation.predictors=n-grams",
            "replicates.of=edge_accuracy")) {
      Run plan = Run.of("plan", sweep, word, "--out", folder.resolve("none").toString());
      assertThat(plan.code()).as(word + ": " + plan.err()).isZero();
    }
  }

  @Test
  void optionsAreOfferedWithTheValuesThatAreAllowed() throws Exception {
    assertThat(offered("espalier run study.conf --ret")).contains("--retry", "--retry-failed");
    assertThat(offered("espalier run study.conf --retry "))
        .containsExactlyInAnyOrder("failed", "diverged", "timed_out", "lost");
    assertThat(offered("espalier sql results --format v")).containsExactly("vertical");
  }

  @Test
  void whatCanBeExportedIsOffered() throws Exception {
    assertThat(offered("espalier export results/quickstart summ")).containsExactly("summary");
  }

  /** In zsh a word that ends with a blank is whole, and what does not can be gone on with. */
  @Test
  void zshOffersTheSame() throws Exception {
    assumeTrue(isThere("zsh"), "there is no zsh");
    assertThat(offeredByZsh("espalier r")).containsExactlyInAnyOrder("run ", "report ");
    assertThat(offeredByZsh("espalier report res")).containsExactly("results/");
    assertThat(offeredByZsh("espalier sql results/")).containsExactly("results/quickstart/");
    assertThat(offeredByZsh("espalier plan wi")).containsExactly("with blank.conf ");
    assertThat(offeredByZsh("espalier run study.conf training.le"))
        .containsExactly("training.learning-rate=");
    assertThat(offeredByZsh("espalier run study.conf graph.family=chain,st"))
        .containsExactly("graph.family=chain,star");
    assertThat(offeredByZsh("espalier run study.conf --retry "))
        .containsExactlyInAnyOrder("failed ", "diverged ", "timed_out ", "lost ");
    assertThat(offeredByZsh("espalier export results/quickstart summ")).containsExactly("summary ");
  }

  private static boolean isThere(String program) throws Exception {
    try {
      return new ProcessBuilder(program, "-c", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What bashcompinit, through which zsh calls the function, is answered. */
  private static List<String> offeredByZsh(String line) throws Exception {
    String script =
        """
        autoload -Uz compinit bashcompinit && compinit -u -D && bashcompinit
        source ./completion.bash
        [[ $_comps[espalier] == *_espalier* ]] || exit 9
        COMP_LINE="$1" COMP_POINT=${#1} CURRENT=2
        words=(${(z)1})
        compgen -F _espalier -- "${1##* }"
        """;
    return lines(new ProcessBuilder("zsh", "-f", "-c", script, "zsh", line));
  }

  /** What the function that bash calls at the Tab key answers with at the end of a line. */
  private static List<String> offered(String line) throws Exception {
    String script =
        """
        source ./completion.bash
        complete -p espalier | grep -q -- '-F _espalier' || exit 9
        COMP_LINE="$1" COMP_POINT=${#1} COMP_WORDS=() COMP_CWORD=0
        _espalier
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    return lines(new ProcessBuilder("bash", "--norc", "-c", script, "bash", line));
  }

  private static List<String> lines(ProcessBuilder command) throws Exception {
    Process shell = command.directory(folder.toFile()).redirectErrorStream(true).start();
    String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(answer).isZero();
    return answer.lines().filter(l -> !l.isEmpty()).toList();
  }
}
