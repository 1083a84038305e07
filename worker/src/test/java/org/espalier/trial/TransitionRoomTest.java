package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.Locale;
import org.espalier.ConfigurationException;
import org.espalier.task.SequenceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors and pools that are too large are refused when a trial is read, and no others are. */
class TransitionRoomTest {
  private static final int MOST_ENTRIES = 1 << 22;

  private static TrialSpec read(String... settings) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(String.join("\n", settings))
                .withFallback(
                    ConfigFactory.parseString(
                        "graph.pattern = random, task { vocab = 2, length = 24 }")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.family = chain | 6",
        "graph.family = chain, task.roots = uniform | 6",
        "graph { family = dag, k = 1 } | 4",
        "graph { family = dag, k = 1 }, task.roots = drawn | 6",
        "graph { family = dag, k = 1, cyclic = 1 } | 4",
        "graph { family = dag, k = 2, jitter = 0.5 } | 8",
        "graph { family = dag, k = 2, cyclic = 1 } | 12",
        "graph { family = dag, k = 2, confounders = 1 } | 12",
        "graph { family = dag, k = 2, confounders = 1 }, task.roots = drawn | 14",
        "graph { family = mixture, structures = [{ family = dag, k = 1 }, { family = dag, k = 2 }] }"
            + " | 12",
        "graph { family = mixture, weights = [1, 0],"
            + " structures = [{ family = dag, k = 1 }, { family = dag, k = 2 }] } | 4"
      })
  void theLargestPoolThatIsReadCanBeDrawn(String settings, int entries) {
    int most = MOST_ENTRIES / entries;
    TrialSpec largest = read(settings, "task.pool = " + most);
    assertThatCode(() -> SequenceProcess.of(largest.drawGraphs(), largest.task(), 1))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> read(settings, "task.pool = " + (most + 1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            String.format(
                Locale.ROOT,
                "task.pool = %d must be at most %d: matrices of %d entries each would have more"
                    + " than 4194304 together (64 MB)",
                most + 1,
                most,
                entries));
  }

  /** S^(k+1) = 2^22 entries are the most; a row of the roots or a confounded node is one more. */
  @Test
  void theLargestTensorIsRead() {
    String largest = "graph { family = dag, k = 21 }";
    assertThat(read(largest).graph().mostParents()).isEqualTo(21);
    for (String more : new String[] {"task.roots = drawn", "graph.confounders = 1"}) {
      assertThatThrownBy(() -> read(largest, more))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageEndingWith(
              "graph.k = 21 with task.vocab = 2 needs tensors of more than 4194304 entries (64 MB),"
                  + " the most there may be");
    }
  }

  @Test
  void tensorsOfAMixtureCountTogether() {
    String structures =
        "graph { family = mixture, structures = [{ family = dag, k = 3 }, { family = dag, k = 4 }] }";
    assertThat(read(structures, "task.vocab = 20").graph().mostParents()).isEqualTo(4);
    assertThatThrownBy(() -> read(structures, "task.vocab = 21"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("graph.structures = ")
        .hasMessageEndingWith(
            "with task.vocab = 21 needs tensors of more than 4194304 entries (64 MB), the most there"
                + " may be");
  }
}
