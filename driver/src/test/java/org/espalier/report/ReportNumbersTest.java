package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every number behind a plot, against what one works out by hand from a few rows. */
class ReportNumbersTest {
  private static final double CLOSE = 1e-12;

  private static SparkSession spark;

  @BeforeAll
  static void handMadeViews() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate()
            .newSession();
    var trials = new ArrayList<Map<String, String>>();
    // two families x two vocabularies x two seeds; attention 0.1 for each step through the grid
    double attention = 0.1;
    for (String family : List.of("chain", "star")) {
      for (int vocab : List.of(3, 10)) {
        for (int seed : List.of(0, 1)) {
          trials.add(
              Map.of(
                  "trial_id",
                  String.format(Locale.ROOT, "'%s-%d-%d'", family, vocab, seed),
                  "status",
                  "'succeeded'",
                  "graph_family",
                  "'" + family + "'",
                  "task_vocab",
                  String.valueOf(vocab),
                  "task_length",
                  "3",
                  "seed",
                  String.valueOf(seed),
                  "seconds",
                  "1800",
                  "posterior_loss",
                  "0.5",
                  "parent_attention_mean",
                  String.valueOf(attention)));
          attention += 0.1;
        }
      }
    }
    trials.add(
        Map.of(
            "trial_id", "'broken'",
            "status", "'failed'",
            "graph_family", "'star'",
            "task_vocab", "10",
            "task_length", "3",
            "seed", "2",
            "error_class", "'java.lang.IllegalStateException'",
            "error_message", "'</script><b>no'"));
    HandMadeViews.trials(spark, trials);
    HandMadeViews.curves(
        spark,
        List.of(
            Map.of("trial_id", "'chain-3-0'", "step", "0", "test_loss", "1.0"),
            Map.of("trial_id", "'chain-3-1'", "step", "0", "test_loss", "2.0"),
            Map.of("trial_id", "'star-3-0'", "step", "0", "test_loss", "9.0"),
            Map.of("trial_id", "'broken'", "step", "0", "test_loss", "77.0")));
    HandMadeViews.edges(
        spark,
        List.of(
            edge("chain-3-0", 1, 0, true, "parent", 0.75),
            edge("chain-3-0", 1, 1, false, "self", 0.25),
            edge("chain-3-0", 0, 0, false, "self", 1.0),
            edge("chain-3-1", 1, 0, true, "parent", 0.25),
            edge("chain-3-1", 1, 1, false, "self", 0.75)));
  }

  @Test
  void rivalsAreAveragedAsAttentionIs() {
    HandMadeViews.rivals(
        spark,
        List.of(
            Map.of("trial_id", "'chain-3-0'", "method", "'evidence'", "edge_accuracy", "0.5"),
            Map.of("trial_id", "'chain-3-1'", "method", "'evidence'", "edge_accuracy", "1.0"),
            Map.of("trial_id", "'chain-3-1'", "method", "'chow-liu'", "edge_accuracy", "0.25"),
            Map.of("trial_id", "'broken'", "method", "'evidence'", "edge_accuracy", "0.0")));
    List<RivalEffect> effects = RivalEffect.all(spark, Axis.of(spark, List.of()));
    assertThat(effects).extracting(RivalEffect::axis).containsExactly("graph.family", "task.vocab");
    assertThat(effects.get(0).lines())
        .extracting(RivalEffect.Line::name)
        .containsExactly("chow-liu", "evidence");
    var evidence = effects.get(0).lines().get(1).points();
    assertThat(evidence).hasSize(1);
    assertThat(evidence.get(0).value()).isEqualTo("chain");
    assertThat(evidence.get(0).interval().mean()).isCloseTo(0.75, within(CLOSE));
    assertThat(evidence.get(0).interval().n()).isEqualTo(2);
  }

  @Test
  void withoutAKnownBayesLossThereAreNoPartsOfTheLoss() {
    assertThat(LossParts.all(spark, Axis.of(spark, List.of()))).isEmpty();
  }

  private static Map<String, String> edge(
      String trial, int child, int candidate, boolean isEdge, String relation, double attention) {
    return Map.of(
        "trial_id", "'" + trial + "'",
        "child", String.valueOf(child),
        "candidate", String.valueOf(candidate),
        "is_edge", String.valueOf(isEdge),
        "identifiable", String.valueOf(isEdge),
        "relation", "'" + relation + "'",
        "attention", String.valueOf(attention),
        "initial_gradient", isEdge ? "-2.0" : "0.5",
        "mutual_information", isEdge ? "0.75" : "0.0");
  }

  @Test
  void axesAreWhatVariesBesideTheSeedsWithNumbersInOrder() {
    assertThat(Axis.of(spark, List.of()))
        .containsExactly(
            new Axis("graph.family", "graph_family", false, List.of("chain", "star")),
            new Axis("task.vocab", "task_vocab", true, List.of("3", "10")));
  }

  @Test
  void theIntervalIsStudentsOverReplicatesAfterAveragingWithinEach() {
    Axis family = Axis.of(spark, List.of()).get(0);
    var effect = AxisEffect.of(spark, Measure.PARENT_ATTENTION, family, null);
    var chain = effect.panels().get(0).points().get(0);
    assertThat(chain.value()).isEqualTo("chain");
    // seed 0: (.1 + .3)/2 = .2, seed 1: (.2 + .4)/2 = .3; t(.975, 1 df) = 12.7062047361747
    Interval i = chain.interval();
    assertThat(i.n()).isEqualTo(2);
    assertThat(i.mean()).isCloseTo(0.25, within(CLOSE));
    assertThat(i.sd()).isCloseTo(Math.sqrt(0.005), within(CLOSE));
    double half = 12.7062047361747 * Math.sqrt(0.005) / Math.sqrt(2);
    assertThat(i.high() - i.mean()).isCloseTo(half, within(1e-9));
    assertThat(i.mean() - i.low()).isCloseTo(half, within(1e-9));
  }

  @Test
  void panelsHoldTheSecondAxisFixed() {
    List<Axis> axes = Axis.of(spark, List.of());
    var effect = AxisEffect.of(spark, Measure.PARENT_ATTENTION, axes.get(0), axes.get(1));
    assertThat(effect.panels()).extracting(AxisEffect.Panel::value).containsExactly("3", "10");
    var starAtTen = effect.panels().get(1).points().get(1);
    assertThat(starAtTen.interval().mean()).isCloseTo(0.75, within(CLOSE));
  }

  @Test
  void aPhaseDiagramNeedsTwoAxesOfNumbers() {
    List<Axis> axes = Axis.of(spark, List.of());
    assertThat(PhaseDiagram.all(spark, axes)).isEmpty();
    var length = new Axis("task.length", "task_length", true, List.of("3"));
    var diagram = PhaseDiagram.of(spark, Measure.PARENT_ATTENTION, axes.get(1), length);
    assertThat(diagram.cells()).hasSize(2);
    assertThat(diagram.cells().get(1).x()).isEqualTo("3");
    assertThat(diagram.cells().get(1).mean()).isCloseTo((.1 + .2 + .5 + .6) / 4, within(CLOSE));
    assertThat(diagram.cells().get(1).n()).isEqualTo(4);
  }

  @Test
  void curvesAverageTrialsThatSucceededAndKnowThePosterior() {
    var curves = LearningCurves.of(spark, Axis.of(spark, List.of()).get(0));
    var chain = curves.curves().get(0);
    assertThat(chain.value()).isEqualTo("chain");
    assertThat(chain.posteriorLoss()).isEqualTo(0.5);
    assertThat(chain.points()).hasSize(1);
    assertThat(chain.points().get(0).testLoss().mean()).isEqualTo(1.5);
    assertThat(chain.points().get(0).parentAttention()).isNull();
    assertThat(curves.curves().get(1).points().get(0).testLoss().mean()).isEqualTo(9.0);
  }

  /** One statement computes them together; by themselves they are checked above. */
  @Test
  void effectsComputedTogetherAreThoseComputedByThemselves() {
    List<Axis> axes = Axis.of(spark, List.of());
    List<AxisEffect> all = AxisEffect.all(spark, axes);
    assertThat(all).hasSize(4 * Measure.ALL.size());
    for (Axis axis : axes) {
      for (Axis panels : axes) {
        Axis second = axis.equals(panels) ? null : panels;
        assertThat(all).contains(AxisEffect.of(spark, Measure.PARENT_ATTENTION, axis, second));
      }
    }
    assertThat(AxisEffect.all(spark, List.of())).isEmpty();
  }

  @Test
  void curvesAndSharesAreOfAllTrialsAndByEachAxis() {
    List<Axis> axes = Axis.of(spark, List.of());
    var curves = LearningCurves.all(spark, axes);
    assertThat(curves)
        .extracting(LearningCurves::axis)
        .containsExactly(null, "graph.family", "task.vocab");
    assertThat(curves.get(0).curves().get(0).points().get(0).testLoss().mean()).isEqualTo(4.0);
    assertThat(curves.get(2).curves()).extracting(LearningCurves.Curve::value).containsExactly("3");
    var shares = AttentionShares.all(spark, axes);
    assertThat(shares)
        .extracting(AttentionShares::axis)
        .containsExactly(null, "graph.family", "task.vocab");
    assertThat(shares.get(1).bars())
        .containsExactly(new AttentionShares.Bar("chain", Map.of("parent", 0.5, "self", 0.5), 2));
  }

  @Test
  void theProfileIsOverEdgesAndItsHeadlineOverTrials() {
    var profile = PositionProfile.of(spark);
    assertThat(profile.points())
        .containsExactly(new PositionProfile.Point(1, 0.5, Math.sqrt(0.125), 2));
    assertThat(profile.mean()).isEqualTo(0.5);
    assertThat(profile.sd()).isCloseTo(Math.sqrt(0.125), within(CLOSE));
    assertThat(profile.trials()).isEqualTo(2);
  }

  @Test
  void theoryShowsDescentAgainstInformationEdgesFirst() {
    var theory = TheoryScatter.of(spark);
    assertThat(theory.pairs()).isEqualTo(5);
    assertThat(theory.edges()).isEqualTo(2);
    assertThat(theory.points().get(0)).isEqualTo(new TheoryScatter.Point(0.75, 2.0, true));
    assertThat(theory.points().get(4)).isEqualTo(new TheoryScatter.Point(0.0, -0.5, false));
  }

  @Test
  void sharesLeaveOutRowsWithoutAParent() {
    var bar = AttentionShares.all(spark, List.of()).get(0).bars().get(0);
    assertThat(bar.shares()).isEqualTo(Map.of("parent", 0.5, "self", 0.5));
    assertThat(bar.rows()).isEqualTo(2);
  }

  @Test
  void theOverviewCountsByStatusAndNamesFailures() {
    var overview = Overview.of(spark, "hand-made", 10);
    assertThat(overview.byStatus()).isEqualTo(Map.of("succeeded", 8L, "failed", 1L));
    assertThat(overview.coreHours()).isEqualTo(4.0);
    assertThat(overview.failures())
        .containsExactly(
            new Overview.Failure(
                "failed", "java.lang.IllegalStateException", "</script><b>no", 1, "broken"));
  }

  @Test
  void textFromTheDataCannotLeaveTheScriptElement() throws Exception {
    assertThat(ReportPage.json(Overview.of(spark, "<!--", 10)))
        .contains("\\u003c/script\\u003e\\u003cb\\u003eno")
        .doesNotContain("<", ">");
  }

  @Test
  void jsonHasFiveDigitsAndNoInfinity() throws Exception {
    assertThat(ReportPage.json(List.of(1 / 3.0, 2.0, Double.NaN, -0.0, 1e-9f)))
        .isEqualTo("[0.33333,2,null,0,1.0E-9]");
    assertThat(ReportPage.json(new TheoryScatter.Point(1 / 3.0, Double.NaN, true)))
        .isEqualTo("[0.33333,null,true]");
  }
}
