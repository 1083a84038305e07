package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasureTest {
  private static final Set<String> METRICS =
      TrialMetrics.ALL.stream().map(Metric::name).collect(Collectors.toSet());

  @Test
  void everyYardstickIsALevelOrAMetric() {
    for (Measure measure : Measure.ALL) {
      for (Yardstick yardstick : measure.yardsticks()) {
        assertThat(yardstick.column() == null || METRICS.contains(yardstick.column()))
            .as(measure.column() + " against " + yardstick)
            .isTrue();
      }
    }
    assertThatThrownBy(() -> new Yardstick(null, null, "chance"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Yardstick("chance_shd", .5, "chance"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A metric that says what chance gives would otherwise be drawn nowhere. */
  @Test
  void everyChanceLevelIsDrawnBesideSomething() {
    Set<String> used =
        Measure.ALL.stream()
            .flatMap(measure -> measure.yardsticks().stream())
            .map(Yardstick::column)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    assertThat(used)
        .containsAll(
            METRICS.stream()
                .filter(name -> name.matches("chance_.*|prevalence.*|uniform_loss"))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test_loss|posterior_loss bayes_loss construction_loss uniform_loss",
        "loss_gap|0.0",
        "normalized_gap|0.0 1.0",
        "parent_attention_mean|chance_attention",
        "edge_accuracy|chance_edge_accuracy",
        "evidence|rival_chance",
        "chow_liu|rival_chance",
        "auroc|0.5",
        "auroc_all|0.5",
        "edge_ablation_auroc|0.5",
        "average_precision|prevalence",
        "selection_correlation|chance_selection_correlation",
        "symbol_selection_correlation|chance_symbol_selection_correlation",
        "seconds|''",
      })
  void aMeasureIsSeenAgainst(String measure, String yardsticks) {
    List<Yardstick> known = Yardstick.of(measure);
    assertThat(
            known.stream()
                .map(y -> y.column() == null ? y.level().toString() : y.column())
                .collect(Collectors.joining(" ")))
        .isEqualTo(yardsticks);
  }
}
