package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Which trials a report shows closely, where not all can be or not all have a recovery. */
final class ShownTrialsTest {

  /** Of four seeds two have no edge: the others are the worst and the best of two. */
  @Test
  void aTrialWithoutAnEdgeHasNoPlaceAmongThoseThatHaveOne() {
    SparkSession other = HandMadeViews.session();
    var trials = new ArrayList<Map<String, String>>();
    List.of("double('nan')", "0.3", "double('nan')", "0.9")
        .forEach(recovery -> trials.add(trial("20", trials.size(), recovery)));
    trials.add(trial("30", 0, "double('nan')"));
    trials.add(trial("30", 1, "double('nan')"));
    trials.add(trial("40", 0, "double('nan')"));
    trials.add(trial("40", 1, "0.5"));
    HandMadeViews.trials(other, trials);
    HandMadeViews.edges(other, List.of(HandMadeViews.edge("20x1", 1, 0, true, "parent", 1)));
    HandMadeViews.noMatrices(other);
    assertThat(TrialDetail.of(other, Axis.of(other, List.of()), List.of("20x2")))
        .extracting(d -> d.id() + ": " + d.place() + ", " + d.chosen())
        .containsExactlyInAnyOrder(
            "20x1: WORST, the worst of 2 replicates with an identifiable edge",
            "20x3: BEST, the best of 2 replicates with an identifiable edge",
            "20x2: OTHER, a replicate without an identifiable edge",
            "30x0: OTHER, a replicate without an identifiable edge",
            "40x1: OTHER, the only one of its cell's replicates with an identifiable edge");
  }

  private static Map<String, String> trial(String length, int seed, String recovery) {
    return Map.of(
        "trial_id",
        String.format(Locale.ROOT, "'%sx%d'", length, seed),
        "status",
        "'succeeded'",
        "task_length",
        length,
        "task_vocab",
        "3",
        "seed",
        String.valueOf(seed),
        "parent_attention_mean",
        recovery);
  }

  /** One seed, and a graph of its own for each of four trials. */
  @Test
  void replicatesOfPinnedSeedsAreToldApart() {
    SparkSession other = HandMadeViews.session();
    var trials = new ArrayList<Map<String, String>>();
    for (int graph = 0; graph < 4; graph++) {
      var trial = new HashMap<>(trial("20", 7, "0." + (graph + 1)));
      trial.put("trial_id", "'g" + graph + "'");
      trial.put("seeds_graph", String.valueOf(graph));
      trials.add(trial);
    }
    HandMadeViews.trials(other, trials);
    HandMadeViews.edges(other, List.of());
    HandMadeViews.noMatrices(other);
    List<String> names = List.of("7/0", "7/1", "7/2", "7/3");
    assertThat(Overview.of(other, Source.named("pinned", 4), Axis.settings(other)).seeds())
        .isEqualTo(new Overview.Seeds(4, names));
    assertThat(TrialDetail.of(other, List.of(), List.of()))
        .as("the worst, the median and the best")
        .extracting(TrialDetail::title)
        .containsExactly("seed 7/0", "seed 7/1", "seed 7/3");
    Map<List<String>, Integer> places = new HashMap<>();
    var grouping = SeedRows.Grouping.of(other, List.of());
    SeedRows.of(other, grouping, places);
    assertThat(TrialTable.of(other, List.of(), grouping, places).rows())
        .extracting(row -> row.get(2))
        .containsExactlyElementsOf(names);
  }

  /** Of 20 cells with 3 replicates each there is no room for 60 trials. */
  @Test
  void theWorstCellsKeepTheirWorstAndBestWhereOthersHaveTheirMedians() {
    SparkSession other = HandMadeViews.session();
    var trials = new ArrayList<Map<String, String>>();
    for (int length = 1; length <= 20; length++) {
      for (int seed = 0; seed < 3; seed++) {
        trials.add(
            Map.of(
                "trial_id",
                String.format(Locale.ROOT, "'%02d-%d'", length, seed),
                "status",
                "'succeeded'",
                "task_length",
                String.valueOf(length),
                "task_vocab",
                "3",
                "seed",
                String.valueOf(seed),
                "parent_attention_mean",
                String.valueOf((3 * length + seed) / 100.0)));
      }
    }
    HandMadeViews.trials(other, trials);
    HandMadeViews.edges(other, List.of(HandMadeViews.edge("01-0", 1, 0, true, "parent", 1)));
    HandMadeViews.noMatrices(other);
    List<TrialDetail> details = TrialDetail.of(other, Axis.of(other, List.of()), List.of());
    assertThat(details).hasSizeLessThanOrEqualTo(36);
    assertThat(details)
        .filteredOn(d -> d.place() == TrialDetail.Place.WORST)
        .extracting(TrialDetail::id)
        .containsExactly("01-0", "02-0", "03-0", "04-0", "05-0", "06-0");
    assertThat(details)
        .filteredOn(d -> d.place() == TrialDetail.Place.BEST)
        .extracting(TrialDetail::id)
        .containsExactly("01-2", "02-2", "03-2", "04-2", "05-2", "06-2");
    assertThat(details).filteredOn(d -> d.place() == TrialDetail.Place.MEDIAN).hasSize(20);
  }
}
