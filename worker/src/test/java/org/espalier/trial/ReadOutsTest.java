package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag.Pattern;
import org.espalier.model.Model;
import org.espalier.rival.RivalSettings;
import org.junit.jupiter.api.Test;

/** What a trial says of read-outs beside attention. */
class ReadOutsTest {
  private static final List<String> COLUMNS =
      ReadOutMetrics.ALL.stream().map(Metric::name).toList();

  private static TrialSpec trial(GraphFamily graph, List<Integer> heads, int sequences) {
    TrialSpec tree = SmallTrials.tree(1);
    EvaluationSettings e = tree.evaluation();
    return new TrialSpec(
        tree.seeds(),
        graph,
        tree.violations(),
        tree.task(),
        new Learner(
            new Model.Disentangled(heads), heads.get(0) > 1 ? 0.01 : 0, tree.learner().engine()),
        tree.training(),
        new EvaluationSettings(
            new EvaluationSettings.Curve(
                e.curve().every(), e.curve().sequences(), e.curve().watch()),
            new EvaluationSettings.ReadOut(
                e.readOut().checkpoints(), e.readOut().attentionSequences(), sequences),
            e.theorySequences(),
            e.shifts(),
            new EvaluationSettings.Bayes(e.bayes().draws(), e.bayes().sequences())),
        RivalSettings.NONE);
  }

  private static TrialResult run(TrialSpec spec) {
    return TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
  }

  @Test
  void askingForThemChangesNoOtherNumber() {
    GraphFamily graph = new GraphFamily.RandomTree();
    TrialResult without = run(trial(graph, List.of(2, 1), 0));
    TrialResult with = run(trial(graph, List.of(2, 1), 16));
    assertThat(without.measured().metrics()).doesNotContainKeys(COLUMNS.toArray(String[]::new));
    assertThat(with.measured().metrics())
        .containsKeys(
            "edge_ablation_accuracy",
            "edge_ablation_auroc",
            "gradient_attention_accuracy",
            "gradient_attention_auroc",
            "chance_read_out_accuracy");
    Map<String, Number> others = new HashMap<>(with.measured().metrics());
    others.keySet().removeAll(COLUMNS);
    assertThat(others).isEqualTo(without.measured().metrics());
    assertThat(without.measured().edges())
        .allSatisfy(edge -> assertThat(edge.attention().ablation()).isEmpty());
    assertThat(with.measured().edges())
        .allSatisfy(
            edge -> {
              assertThat(edge.attention().ablation().isPresent()).isEqualTo(edge.child() > 0);
              assertThat(edge.attention().gradientProduct()).isPresent();
            });
  }

  @Test
  void everyHeadOfTheMeanAttentionHasItsAblation() {
    TrialResult result = run(trial(new GraphFamily.RandomTree(), List.of(2, 1), 16));
    assertThat(result.measured().attention())
        .allSatisfy(
            a ->
                assertThat(a.headAblation() != null)
                    .isEqualTo(a.kind() == AttentionSnapshot.Kind.MEAN));
    assertThat(result.measured().attention().stream().map(AttentionSnapshot::headAblation))
        .filteredOn(Objects::nonNull)
        .hasSize(3)
        .allSatisfy(gain -> assertThat(gain).isFinite());
  }

  /** Positions 2 to 5 have two parents each: chance is the mean of 2/3, 2/4, 2/5 and 2/6. */
  @Test
  void positionsWithSeveralParentsAreAllowedAsManyClaims() {
    TrialResult result = run(trial(new GraphFamily.Dag(2, Pattern.PAPER, 0), List.of(2, 1), 16));
    assertThat(result.measured().metrics().get("chance_read_out_accuracy").doubleValue())
        .isCloseTo((2.0 / 3 + 2.0 / 4 + 2.0 / 5 + 2.0 / 6) / 4, within(1e-12));
  }

  @Test
  void aModelOfOneLayerIsTheSameTrialWhetherItAsksForThemOrNot() {
    GraphFamily graph = new GraphFamily.RandomTree();
    assertThat(trial(graph, List.of(1), 16).id()).isEqualTo(trial(graph, List.of(1), 0).id());
    assertThat(trial(graph, List.of(1, 1), 16).id())
        .isNotEqualTo(trial(graph, List.of(1, 1), 0).id());
    assertThat(run(trial(graph, List.of(1), 16)).measured().metrics())
        .doesNotContainKeys(COLUMNS.toArray(String[]::new));
  }
}
