package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.espalier.trial.ReferenceSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class EspalierTest {

  static List<String> commands() {
    return new ArrayList<>(Espalier.commandLine().getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    Run help = Run.of(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: espalier " + command).contains("--help");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTellsTheVersion(String command) {
    assertThat(Run.of(command, "--version").out()).startsWith("espalier ");
  }

  @Test
  void versionNamesWhatItRunsOn() {
    assertThat(Run.of("--version").out())
        .matches(
            "espalier \\d+\\.\\d+\\.\\d+\\RSpark \\d+\\.\\d+\\.\\d+, ND4J [^,$]+, Java 17.*\\R");
  }

  @Test
  void withoutACommandTheUsageIsPointedTo() {
    assertThat(Run.of())
        .isEqualTo(new Run(2, "", "espalier: which command?\nTry 'espalier --help'.\n"));
  }

  @Test
  void anUnknownCommandIsRefused() {
    Run run = Run.of("rnu");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("espalier: Unmatched argument at index 0: 'rnu'");
  }

  @Test
  void anUnknownOptionIsRefused() {
    Run run = Run.of("plan", "--fast", "a.conf");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("espalier: Unknown option: '--fast'");
  }

  @Test
  void aSettingIsExplained() {
    assertThat(Run.of("config", "task.vocab"))
        .isEqualTo(new Run(0, "# Number S of token values, 2 to 64.\ntask.vocab = 3\n", ""));
  }

  @Test
  void everySettingIsExplained() {
    for (ReferenceSettings settings :
        List.of(
            ReferenceSettings.ofTrial(),
            ReferenceSettings.ofRun(),
            ReferenceSettings.ofSpark(),
            ReferenceSettings.ofReplicates())) {
      for (String key : settings.defaults().keySet()) {
        Run run = Run.of("config", key);
        assertThat(run.code()).as(key).isZero();
        assertThat(run.out()).startsWith("# ").contains("\n" + key + " = ");
      }
    }
  }

  @Test
  void anUnknownSettingIsRefused() {
    assertThat(Run.of("config", "task.vocabulary").err())
        .isEqualTo(
            "espalier: there is no setting `task.vocabulary` (did you mean task.vocab?); `espalier"
                + " config` prints all\n");
    assertThat(Run.of("config", "task.alhpa").err()).contains("(did you mean task.alpha?)");
    assertThat(Run.of("config", "run.pack-duratoin").err())
        .contains("(did you mean run.pack-duration?)");
    assertThat(Run.of("config", "whatever").err()).doesNotContain("did you mean");
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(Run.of("completion", "zsh").out())
        .contains("bashcompinit")
        .contains(String.join(" ", commands().subList(0, 3)));
  }

  /** Spark wraps what happens on a thread of its own. */
  @ParameterizedTest
  @CsvSource({
    "unable to create native thread: possibly out of memory, have no further thread; 'ulimit -u'",
    "Java heap space, there is not enough memory; ESPALIER_HEAP=8g gives more"
  })
  void whatTheMachineHasTooLittleOfIsToldInOneLine(String message, String told) {
    var err = new StringWriter();
    CommandLine command = Espalier.commandLine().setErr(new PrintWriter(err, true));
    var thrown = new CompletionException(new OutOfMemoryError(message));
    assertThat(new Errors().handleExecutionException(thrown, command, null)).isEqualTo(2);
    assertThat(err.toString()).contains(told).hasLineCount(1);
  }
}
