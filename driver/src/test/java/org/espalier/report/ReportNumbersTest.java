package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.study.Contrast;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every number behind a plot, against what one works out by hand from a few rows. */
class ReportNumbersTest {
  private static final double CLOSE = 1e-12;

  private static SparkSession spark;

  @BeforeAll
  static void handMadeViews() {
    spark = HandMadeViews.session();
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
    HandMadeViews.noMatrices(spark);
    HandMadeViews.edges(
        spark,
        List.of(
            HandMadeViews.edge("chain-3-0", 1, 0, true, "parent", 0.75),
            HandMadeViews.edge("chain-3-0", 1, 1, false, "self", 0.25),
            HandMadeViews.edge("chain-3-0", 0, 0, false, "self", 1.0),
            HandMadeViews.edge("chain-3-1", 1, 0, true, "parent", 0.25),
            HandMadeViews.edge("chain-3-1", 1, 1, false, "self", 0.75)));
  }

  /** Against a published summary all settings are one cell, and are no replicates of each other. */
  @Test
  void aComparisonCountsSeedsAndNotSettings() {
    Interval all =
        ResultSummary.of(
                spark,
                "hand-made",
                Axis.settings(spark),
                List.of(),
                List.of("parent_attention_mean"))
            .cells()
            .get(0)
            .measures()
            .get("parent_attention_mean");
    assertThat(all.n()).as("seeds, of eight trials").isEqualTo(2);
    assertThat(all.mean()).isCloseTo(0.45, within(CLOSE));
    // each seed is .05 from the mean in each of the four cells, always to the same side
    assertThat(all.sd()).isCloseTo(Math.sqrt(2) * 0.05, within(CLOSE));
    var byVocabulary =
        ResultSummary.of(
            spark,
            "hand-made",
            Axis.settings(spark),
            List.of("graph.family", "task.vocab"),
            List.of("parent_attention_mean"));
    assertThat(byVocabulary.cells())
        .extracting(
            cell -> cell.values().get("graph.family") + " " + cell.values().get("task.vocab"))
        .containsExactly("chain 3", "chain 10", "star 3", "star 10");
    assertThat(byVocabulary.cells())
        .allSatisfy(
            cell -> {
              assertThat(cell.values()).containsOnlyKeys("graph.family", "task.vocab");
              assertThat(cell.measures().get("parent_attention_mean").n()).isEqualTo(2);
            });
  }

  /** 70 axes of two values each stand for more cells than a long counts; there are two or less. */
  @Test
  void aStudyMayHaveAnyNumberOfAxes() {
    List<Axis> many =
        Collections.nCopies(
            70, new Axis("graph.family", "graph_family", false, List.of("chain", "star")));
    assertThat(SeedRows.Grouping.of(spark, many).axes()).hasSize(70);
  }

  /**
   * Values .1, .2, ... .8 about .45 have the sum of squares .42: .32 of the family, .08 of the
   * vocabulary, nothing of both together, .02 within the four cells, which is .005 for a degree of
   * freedom.
   */
  @Test
  void importanceIsTheShareOfTheVarianceLessThatOfChance() {
    List<Axis> axes = Axis.of(spark, List.of());
    SeedRows rows = SeedRows.of(spark, SeedRows.Grouping.of(spark, axes), new HashMap<>());
    List<AxisImportance> all = AxisImportance.all(rows, axes);
    assertThat(all).extracting(AxisImportance::measure).containsExactly("parent_attention_mean");
    assertThat(all.get(0).rows()).as("without the trial that failed").isEqualTo(8);
    var bars = all.get(0).bars();
    assertThat(bars)
        .extracting(bar -> bar.axis() + "/" + bar.other())
        .containsExactly("graph.family/", "task.vocab/", "graph.family/task.vocab", "/");
    // what a seed does, it does to all cells alike: it is no chance between them
    double[] shares = {.32 / .42, .08 / .42, 0, .02 / .42};
    for (int i = 0; i < shares.length; i++) {
      assertThat(bars.get(i).share()).isCloseTo(shares[i], within(CLOSE));
      assertThat(bars.get(i).low()).isLessThanOrEqualTo(bars.get(i).high());
    }
    SeedRows one = SeedRows.of(spark, SeedRows.Grouping.of(spark, List.of()), new HashMap<>());
    assertThat(AxisImportance.all(one, List.of())).as("where nothing is varied").isEmpty();
  }

  /**
   * A star is .4 above a chain in every setting and for every seed, and vocabulary 3 is .2 below
   * 10. Two seeds that agree: p is 2 / 4.
   */
  @Test
  void contrastsArePairedByTheOtherAxesAndTheSeed() {
    List<Axis> axes = Axis.of(spark, List.of());
    SeedRows rows = SeedRows.of(spark, SeedRows.Grouping.of(spark, axes), new HashMap<>());
    List<AxisContrasts> all = AxisContrasts.all(rows, axes);
    assertThat(all).extracting(AxisContrasts::axis).containsExactly("graph.family", "task.vocab");
    Contrast family = all.get(0).lines().get(0);
    assertThat(family.first()).isZero();
    assertThat(family.second()).isEqualTo(1);
    assertThat(family.n()).as("seeds").isEqualTo(2);
    assertThat(family.pairs()).isEqualTo(4);
    assertThat(family.difference()).isCloseTo(.4, within(CLOSE));
    // both seeds agree: 1 - .025^(1/2) of others may be at -1 or 1
    assertThat(family.low()).isCloseTo(.4 - .8418861 * 1.4, within(1e-6));
    assertThat(family.high()).isCloseTo(.4 + .8418861 * .6, within(1e-6));
    assertThat(family.p()).isEqualTo(.5);
    assertThat(family.adjusted()).isEqualTo(.5);
    assertThat(all.get(1).lines().get(0).difference()).isCloseTo(.2, within(CLOSE));
  }

  /** Seconds to half of the edges: 3 x T of each seed, but one of T = 8 never came to it. */
  @Test
  void aLawIsFittedToTheRowsThatHaveTheMeasureAndTheOthersAreCounted() {
    SparkSession other = spark.newSession();
    var trials = new ArrayList<Map<String, String>>();
    for (int length : List.of(2, 4, 8)) {
      for (int seed : List.of(0, 1)) {
        var trial =
            new HashMap<String, String>(
                Map.of(
                    "trial_id",
                    String.format(Locale.ROOT, "'%d-%d'", length, seed),
                    "status",
                    "'succeeded'",
                    "task_length",
                    String.valueOf(length),
                    "seed",
                    String.valueOf(seed),
                    "test_loss",
                    seed == 0 ? "1.5" : "0.5",
                    "edge_accuracy",
                    "0.5",
                    "optimisation_gap",
                    length == 4 ? "-0.5" : "0.5"));
        if (length < 8 || seed == 0) {
          trial.put("steps_to_accuracy_50", String.valueOf(3 * length));
        }
        trials.add(trial);
      }
    }
    HandMadeViews.trials(other, trials);
    List<Axis> axes = Axis.of(other, List.of());
    SeedRows rows = SeedRows.of(other, SeedRows.Grouping.of(other, axes), new HashMap<>());
    List<PowerFit> all = PowerFit.all(rows, axes);
    assertThat(all)
        .as("neither a share nor what is below 0 in some trial")
        .extracting(PowerFit::measure)
        .containsExactly("test_loss", "steps_to_accuracy_50");
    assertThat(all.get(0).law().exponent()).isCloseTo(0, within(CLOSE));
    assertThat(all.get(0).without()).isZero();
    PowerFit steps = all.get(1);
    assertThat(steps.axis()).isEqualTo("task.length");
    assertThat(steps.law().exponent()).isCloseTo(1, within(CLOSE));
    assertThat(steps.law().factor()).isCloseTo(3, within(1e-9));
    assertThat(steps.without()).isEqualTo(1);
    assertThat(steps.law().trials()).isEqualTo(5);
  }

  @Test
  void theTableSaysWhichRowEachTrialIsIn() {
    Map<List<String>, Integer> places = new HashMap<>();
    SeedRows rows = SeedRows.of(spark, grouping(), places);
    TrialTable table = TrialTable.of(spark, Axis.of(spark, List.of()), grouping(), places);
    assertThat(table.columns())
        .startsWith("trial", "status", "seed", "graph family", "vocabulary size");
    int attention = table.columns().indexOf("attention on the parent");
    for (int i = 0; i < table.rows().size(); i++) {
      assertThat(table.rows().get(i)).hasSameSizeAs(table.columns());
      assertThat(table.rows().get(i).get(attention))
          .isEqualTo(rows.measures().get("parent_attention_mean")[table.places().get(i)]);
    }
  }

  @Test
  void whatRivalsFindIsAMeasureOfTheRowsWhoseTrialsSucceeded() {
    HandMadeViews.rivals(
        spark,
        List.of(
            Map.of("trial_id", "'chain-3-0'", "method", "'evidence'", "edge_accuracy", "0.5"),
            Map.of("trial_id", "'chain-3-1'", "method", "'evidence'", "edge_accuracy", "1.0"),
            Map.of("trial_id", "'chain-3-1'", "method", "'chow-liu'", "edge_accuracy", "0.25"),
            Map.of("trial_id", "'broken'", "method", "'evidence'", "edge_accuracy", "0.0"),
            Map.of(
                "trial_id", "'broken'", "method", "'pooled-information'", "edge_accuracy", "0.0")));
    SeedRows rows = SeedRows.of(spark, grouping(), new HashMap<>());
    assertThat(rows.measures().get("evidence"))
        .containsExactly(null, null, .5, 1.0, null, null, null, null, null);
    assertThat(rows.measures().get("chow_liu"))
        .containsExactly(null, null, null, .25, null, null, null, null, null);
    assertThat(rows.measures()).doesNotContainKeys("pooled_information", "conditional_information");
    assertThat(rows.measures().get("parent_attention_mean")).as("as without rivals").hasSize(9);
    HandMadeViews.rivals(spark, List.of());
  }

  @Test
  void partsOfTheLossAreMeasuresOfTheRowsWhoseBayesLossIsKnown() {
    SparkSession other = spark.newSession();
    HandMadeViews.trials(other, List.of(losses(0, "0.7"), losses(1, "NULL")));
    SeedRows rows = SeedRows.of(other, SeedRows.Grouping.of(other, List.of()), new HashMap<>());
    assertThat(rows.measures().get("target_entropy")).containsExactly(.5, .5);
    assertThat(rows.measures().get("bayes_above_entropy")[0]).isCloseTo(.2, within(CLOSE));
    assertThat(rows.measures().get("bayes_above_entropy")[1]).isNull();
  }

  private static Map<String, String> losses(int seed, String bayes) {
    return Map.of(
        "trial_id",
        "'" + seed + "'",
        "status",
        "'succeeded'",
        "seed",
        String.valueOf(seed),
        "target_entropy",
        "0.5",
        "bayes_loss",
        bayes);
  }

  @Test
  void predictorsHaveALineEachAndStagesUntilTheNextOneBegins() {
    List<Map<String, String>> rows = new ArrayList<>();
    double[][] divergences = {{.1, .3}, {.2, .1}, {.3, .05}};
    for (int i = 0; i < divergences.length; i++) {
      for (int m = 0; m < 2; m++) {
        rows.add(
            Map.of(
                "trial_id",
                "'chain-3-0'",
                "step",
                String.valueOf(10 * i),
                "predictor",
                "'order-" + m + "'",
                "loss",
                m == 0 ? "0.6" : "0.5",
                "kl",
                String.valueOf(divergences[i][m]),
                "kl_by_position",
                i < 2 ? "NULL" : m == 0 ? "array(0.25D, 0.5D)" : "array(0.125D)"));
      }
    }
    HandMadeViews.predictors(spark, rows);
    List<PredictorCurves> curves =
        PredictorCurves.of(spark, Map.of("chain-3-0", "seed 0", "chain-3-1", "seed 1"));
    assertThat(curves).extracting(PredictorCurves::title).containsExactly("seed 0");
    assertThat(curves.get(0).lines())
        .extracting(PredictorCurves.Line::name)
        .containsExactly("order-0", "order-1");
    assertThat(curves.get(0).lines().get(1).loss()).isEqualTo(.5);
    assertThat(curves.get(0).lines().get(1).points())
        .containsExactly(List.of(0, .3), List.of(10, .1), List.of(20, .05));
    assertThat(curves.get(0).stages())
        .containsExactly(new PredictorCurves.Span(0, 0, 10), new PredictorCurves.Span(1, 10, 20));
    assertThat(curves.get(0).lines().get(0).positions()).containsExactly(.25, .5);
    assertThat(curves.get(0).lines().get(1).positions()).as("a single position").isEmpty();
    assertThat(PredictorCurves.of(spark, Map.of())).isEmpty();
  }

  @Test
  void axesOfOneNameAreToldApartByTheirPaths() {
    Axis evaluation =
        new Axis("evaluation.sequences", "evaluation_sequences", true, List.of("8", "16"));
    Axis rivals = new Axis("rivals.sequences", "rivals_sequences", true, List.of("8", "32"));
    Axis vocab = new Axis("task.vocab", "task_vocab", true, List.of("3", "10"));
    assertThat(Axis.varied(List.of(evaluation, rivals, vocab), List.of()))
        .extracting(Axis::label)
        .containsExactly("evaluation.sequences", "rivals.sequences", "vocabulary size");
    assertThat(Axis.varied(List.of(evaluation, vocab), List.of()))
        .extracting(Axis::label)
        .containsExactly("sequences", "vocabulary size");
  }

  @Test
  void axesAreWhatVariesBesideTheSeedsWithNumbersInOrder() {
    assertThat(Axis.of(spark, List.of()))
        .containsExactly(
            new Axis("graph.family", "graph_family", false, List.of("chain", "star")),
            new Axis("task.vocab", "task_vocab", true, List.of("3", "10")));
  }

  @Test
  void rowsAreTrialsByCellAndSeedWithWhatTheyMeasured() {
    Map<List<String>, Integer> places = new HashMap<>();
    SeedRows rows = SeedRows.of(spark, grouping(), places);
    assertThat(rows.axes()).containsExactly("graph.family", "task.vocab");
    assertThat(rows.values().get(0)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1);
    assertThat(rows.values().get(1)).containsExactly(1, 1, 0, 0, 1, 1, 1, 0, 0);
    assertThat(rows.replicates()).containsExactly("0", "1", "2");
    assertThat(rows.replicate()).containsExactly(0, 1, 0, 1, 0, 1, 2, 0, 1);
    assertThat(rows.measures().get("parent_attention_mean"))
        .usingComparatorForType(Comparator.comparingDouble(x -> Math.rint(x * 1e9)), Double.class)
        .containsExactly(.3, .4, .1, .2, .7, .8, null, .5, .6);
    assertThat(rows.measures()).doesNotContainKey("edge_accuracy");
    assertThat(rows.isBatched()).isFalse();
  }

  @Test
  void aTrialThatFailedIsARowThatSaysSo() {
    SeedRows rows = SeedRows.of(spark, grouping(), new HashMap<>());
    assertThat(rows.statuses().get("failed")).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, 0);
    assertThat(rows.statuses()).doesNotContainKey("diverged");
  }

  @Test
  void everyWayInWhichATrialEndsIsCounted() {
    SparkSession other = spark.newSession();
    var trials = new ArrayList<Map<String, String>>();
    for (TrialStatus status : TrialStatus.values()) {
      trials.add(
          Map.of(
              "trial_id", "'" + status.label() + "'",
              "status", "'" + status.label() + "'",
              "seed", String.valueOf(trials.size())));
    }
    HandMadeViews.trials(other, trials);
    SeedRows rows = SeedRows.of(other, SeedRows.Grouping.of(other, List.of()), new HashMap<>());
    assertThat(rows.statuses())
        .containsOnlyKeys("succeeded", "diverged", "failed", "timed_out", "lost");
    assertThat(rows.statuses().get("lost")).containsExactly(0, 0, 0, 0, 1);
  }

  @Test
  void graphsOfAListAreSettingsWithTheirNames() {
    var graphs = new Axis("graph.parents", "graph_parents", false, List.of("[-1, 0]", "[-1, 1]"));
    assertThat(graphs.named(Map.of("[-1, 1]", "7")).names()).containsExactly("[-1, 0]", "7");
    assertThat(graphs.label()).isEqualTo("graph");
  }

  @Test
  void curvesAreOfTheRowsOfTrialsThatSucceeded() {
    Map<List<String>, Integer> places = new HashMap<>();
    SeedRows.of(spark, grouping(), places);
    LearningCurves curves = LearningCurves.of(spark, grouping(), places);
    assertThat(curves.steps()).containsExactly(0);
    List<List<Double>> loss = curves.curves().get("test_loss");
    assertThat(loss.get(places.get(List.of("chain", "3", "0/-/-/-/-")))).containsExactly(1.0);
    assertThat(loss.get(places.get(List.of("chain", "3", "1/-/-/-/-")))).containsExactly(2.0);
    assertThat(loss.get(places.get(List.of("star", "10", "2/-/-/-/-")))).isEmpty();
  }

  /** Seeds 0 and 1 are one batch, of which a chain with vocabulary 3 has both. */
  @Test
  void curvesOfBatchesSayOfHowManyTrialsTheyAre() {
    var grouping =
        new SeedRows.Grouping(
            Axis.of(spark, List.of("graph.family", "task.vocab")), "'batch'", true);
    Map<List<String>, Integer> places = new HashMap<>();
    SeedRows.of(spark, grouping, places);
    LearningCurves curves = LearningCurves.of(spark, grouping, places);
    int chain = places.get(List.of("chain", "3", "batch"));
    int star = places.get(List.of("star", "3", "batch"));
    assertThat(curves.curves().get("test_loss").get(chain)).containsExactly(1.5);
    assertThat(curves.counts().get("test_loss")[chain]).isEqualTo(2);
    assertThat(curves.counts().get("test_loss")[star]).isEqualTo(1);
    assertThat(curves.counts().get("edge_accuracy")[chain]).isZero();
  }

  @Test
  void theWorstTheMedianAndTheBestOfEachCellAreShownClosely() {
    List<Axis> family = Axis.of(spark, List.of("graph.family"));
    assertThat(TrialDetail.of(spark, family, List.of()))
        .extracting(d -> d.title() + ": " + d.chosen())
        .containsExactly(
            "graph family chain, seed 0: the worst of 4 replicates",
            "graph family chain, seed 1: the median of 4 replicates",
            "graph family chain, seed 1: the best of 4 replicates",
            "graph family star, seed 0: the worst of 4 replicates",
            "graph family star, seed 1: the median of 4 replicates",
            "graph family star, seed 1: the best of 4 replicates");
  }

  @Test
  void replicatesOfACellCanBeHeldAgainstEachOther() {
    List<TrialDetail> details =
        TrialDetail.of(spark, Axis.of(spark, List.of("graph.family")), List.of("broken"));
    assertThat(details)
        .filteredOn(d -> d.cell().equals(List.of(1)))
        .extracting(TrialDetail::place)
        .containsExactlyInAnyOrder(
            TrialDetail.Place.WORST,
            TrialDetail.Place.MEDIAN,
            TrialDetail.Place.BEST,
            TrialDetail.Place.OTHER);
    assertThat(details.get(0).values())
        .containsEntry("seed", 0L)
        .containsEntry("parent_attention_mean", .1)
        .doesNotContainKey("edge_accuracy");
  }

  @Test
  void anyTrialIsShownThatIsAskedForAndOneThatIsNotThereIsRefused() {
    assertThat(TrialDetail.of(spark, List.of(), List.of("broken")))
        .anySatisfy(d -> assertThat(d.chosen()).isEqualTo("failed"));
    assertThatThrownBy(() -> TrialDetail.of(spark, List.of(), List.of("zzz")))
        .hasMessage("--trial zzz: there is no trial whose id begins so");
  }

  private static SeedRows.Grouping grouping() {
    return SeedRows.Grouping.of(spark, Axis.of(spark, List.of()));
  }

  @Test
  void sharesAreOfAllTrialsAndByEachAxis() {
    var shares = AttentionShares.all(spark, Axis.of(spark, List.of()));
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
  void barsOfSharesHaveTheNamesOfTheValues() {
    var family =
        new Axis(
            "graph.family",
            "graph_family",
            false,
            List.of("chain", "star"),
            List.of("a row", "a sun"),
            "graph family");
    assertThat(AttentionShares.all(spark, List.of(family)).get(1).bars())
        .extracting(AttentionShares.Bar::value)
        .containsExactly("a row");
  }

  /** Two heads, one on the parent and one on the position itself, beside one that is on both. */
  @Test
  void aRowOfSharesCountsOnceHoweverManyHeadsThereAre() {
    SparkSession other = spark.newSession();
    HandMadeViews.trials(
        other,
        List.of(
            Map.of("trial_id", "'one'", "status", "'succeeded'", "task_length", "3"),
            Map.of("trial_id", "'two'", "status", "'succeeded'", "task_length", "3")));
    HandMadeViews.edges(
        other,
        List.of(
            HandMadeViews.edge("one", 1, 0, true, "parent", 0.75),
            HandMadeViews.edge("one", 1, 1, false, "self", 0.25),
            HandMadeViews.edge("two", 1, 0, true, "parent", 1.0),
            HandMadeViews.edge("two", 1, 1, false, "self", 1.0)));
    var bar = AttentionShares.all(other, List.of()).get(0).bars().get(0);
    assertThat(bar.shares()).isEqualTo(Map.of("parent", 0.625, "self", 0.375));
  }

  @Test
  void theOverviewCountsByStatusAndNamesFailures() {
    var overview = Overview.of(spark, Source.named("hand-made", 10), Axis.settings(spark));
    assertThat(overview.byStatus()).isEqualTo(Map.of("succeeded", 8L, "failed", 1L));
    assertThat(overview.coreHours()).isEqualTo(4.0);
    assertThat(overview.fixed())
        .containsEntry("task.length", "3")
        .doesNotContainKeys("task.vocab", "graph.family", "seed");
    assertThat(overview.seeds()).isEqualTo(new Overview.Seeds(3, List.of("0", "1", "2")));
    assertThat(overview.failures())
        .containsExactly(
            new Overview.Failure(
                "failed", "java.lang.IllegalStateException", "</script><b>no", 1, "broken"));
  }

  @Test
  void textFromTheDataCannotLeaveTheScriptElement() throws Exception {
    assertThat(ReportPage.json(Overview.of(spark, Source.named("<!--", 10), Axis.settings(spark))))
        .contains("\\u003c/script\\u003e\\u003cb\\u003eno")
        .doesNotContain("<", ">");
  }

  /** A description may have any text. */
  @Test
  void textFromTheDataIsNoMarkerOfThePage() {
    String data = "/*STYLE*/ /*ECHARTS*/ /*DATA*/ /*SCRIPT*/ $1 \\";
    assertThat(
            ReportPage.filled(
                "<style>/*STYLE*/</style>/*ECHARTS*/|/*DATA*/|/*SCRIPT*/",
                Map.of("STYLE", "s", "ECHARTS", "e", "DATA", data, "SCRIPT", "f()")))
        .isEqualTo("<style>s</style>e|" + data + "|f()");
  }

  @Test
  void jsonHasFiveDigitsAndNoInfinity() throws Exception {
    assertThat(ReportPage.json(List.of(1 / 3.0, 2.0, Double.NaN, -0.0, 1e-9f)))
        .isEqualTo("[0.33333,2,null,0,1.0E-9]");
    assertThat(ReportPage.json(new TheoryScatter.Point(1 / 3.0, Double.NaN, true)))
        .isEqualTo("[0.33333,null,true]");
    assertThat(ReportPage.json(List.of(131_072.0, -1_234_567_890.0, 131_072.5, 1e300)))
        .as("steps are whole numbers")
        .isEqualTo("[131072,-1234567890,131070,1.0E300]");
  }
}
