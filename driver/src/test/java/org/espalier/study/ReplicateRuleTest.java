package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.InvalidValueException;
import org.espalier.Seeds;
import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Test;

final class ReplicateRuleTest {
  private final ReplicateRule rule = new ReplicateRule(.1, 4, 30);

  @Test
  void theFirstRoundComesFirst() {
    assertThat(rule.needed(seed -> seed < 3, n -> true)).isEqualTo(4);
  }

  @Test
  void narrowIntervalsEndTheRounds() {
    assertThat(rule.needed(seed -> true, n -> true)).isEqualTo(4);
    assertThat(rule.needed(seed -> true, n -> n >= 8)).isEqualTo(9);
  }

  @Test
  void noCellGetsMoreThanTheMost() {
    assertThat(rule.needed(seed -> true, n -> false)).isEqualTo(30);
  }

  @Test
  void aRoundIsAQuarterMoreThanTheOneBefore() {
    assertThat(IntStream.iterate(4, n -> n < 30, rule::next))
        .containsExactly(4, 5, 7, 9, 12, 15, 19, 24);
    assertThat(rule.next(24)).isEqualTo(30);
  }

  @Test
  void aStudyThatIsInterruptedAnywhereAsksForTheTrialsOfOneThatIsNot() {
    var random = new Random(Seeds.of(ReplicateRuleTest.class));
    for (int study = 0; study < 200; study++) {
      double spread = random.nextDouble();
      double[] values = random.doubles(30, 1 - spread, 1).toArray();
      Set<Integer> stored = new HashSet<>();
      int undisturbed =
          rule.needed(
              seed -> true, n -> rule.isNarrow(java.util.Arrays.copyOf(values, n), Bounds.UNIT));
      while (true) {
        int needed =
            rule.needed(
                stored::contains,
                n -> rule.isNarrow(java.util.Arrays.copyOf(values, n), Bounds.UNIT));
        List<Integer> missing =
            new ArrayList<>(
                IntStream.range(0, needed).filter(s -> !stored.contains(s)).boxed().toList());
        if (missing.isEmpty()) {
          break;
        }
        Collections.shuffle(missing, random); // whatever was trained before the interruption
        stored.addAll(missing.subList(0, 1 + random.nextInt(missing.size())));
      }
      assertThat(stored).hasSize(undisturbed);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new ReplicateRule(0, 5, 10))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("within = 0.0 must be > 0");
    assertThatThrownBy(() -> new ReplicateRule(Double.NaN, 5, 10))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new ReplicateRule(.1, 1, 10))
        .hasMessageStartingWith("atLeast = 1 must be at least 2");
    assertThatThrownBy(() -> new ReplicateRule(.1, 5, 4))
        .hasMessage("atMost = 4 must not be below at-least = 5");
  }
}
