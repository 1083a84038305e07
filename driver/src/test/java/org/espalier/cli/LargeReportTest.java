package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.espalier.execution.TinyTrials;
import org.espalier.graph.GraphFamily;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.report.Chromium;
import org.espalier.rival.RivalSettings;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.task.TaskSettings;
import org.espalier.train.CurvePoint;
import org.espalier.trial.AttentionSnapshot;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.RivalEdges;
import org.espalier.trial.SeedStreams;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.espalier.trial.WeightMatrix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of many trials; prints its size and how long it takes to open. */
@Tag("slow")
final class LargeReportTest {
  private static final int SEEDS = Integer.getInteger("tests.report.seeds", 1000);

  /**
   * When all plots in the window have been drawn and shown, in milliseconds since it was opened.
   */
  private static final String DRAWN =
      """
      new Promise(done => {
        const look = () => [...document.querySelectorAll('.chart')]
          .some(c => c.getBoundingClientRect().top < innerHeight && !c.querySelector('svg'))
          ? requestAnimationFrame(look)
          : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
        look();
      })""";

  private static final String ROWS = "document.querySelectorAll('#trials-table tbody tr').length";

  /** The rows of the table once it has been scrolled to its end. */
  private static final String SCROLLED =
      String.format(
          Locale.ROOT,
          """
      new Promise(done => {
        const table = document.querySelector('#trials .scroll');
        let rows = 0;
        const down = () => {
          if (%1$s === rows && table.scrollTop + table.clientHeight >= table.scrollHeight - 1) done(rows);
          rows = %1$s;
          table.scrollTop = table.scrollHeight;
          requestAnimationFrame(() => requestAnimationFrame(down));
        };
        down();
      })""",
          ROWS);

  @TempDir private static Path folder;

  @Test
  void hundredThousandTrialsGiveAPageOfAFewMegabytes() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    Path store = folder.resolve("large");
    int trials = write(store);
    long start = System.nanoTime();
    Path page = folder.resolve("large.html");
    assertThat(Run.of("report", store.toString(), "--to", page.toString()).err()).isEmpty();
    double seconds = (System.nanoTime() - start) / 1e9;
    try (var browser = new Chromium(Chromium.program().get(), folder.resolve("profile"))) {
      browser.size(1280, 1600); // as high as shows two plots
      var millis = new ArrayList<Double>();
      for (int i = 0; i < 5; i++) {
        browser.open(page);
        millis.add(browser.evaluate(DRAWN).asDouble());
      }
      millis.sort(Double::compare);
      System.out.printf(
          Locale.ROOT,
          "%,d trials: page of %,d bytes made in %.1f s, drawn after %s ms%n",
          trials,
          Files.size(page),
          seconds,
          millis);
      assertThat(browser.evaluate(ROWS).asInt()).isEqualTo(100);
      assertThat(browser.evaluate(SCROLLED).asInt()).isEqualTo(2000);
      assertThat(browser.complaints()).isEmpty();
      assertThat(Files.size(page)).isLessThan(5_000_000);
    }
  }

  private static int write(Path store) throws IOException {
    Storage storage = Storage.of(store);
    var ids = new ArrayList<TrialId>();
    for (GraphFamily family : List.of(new GraphFamily.Chain(), new GraphFamily.RandomTree())) {
      for (int vocab = 2; vocab <= 6; vocab++) {
        for (int flip = 0; flip < 10; flip++) {
          try (var writer = ResultWriter.open(storage, Layout.STAGING + "/large")) {
            for (int seed = 0; seed < SEEDS; seed++) {
              TrialSpec spec = spec(family, vocab, flip / 20.0, seed);
              writer.write(TrialRow.of("large", result(spec, flip), Provenance.here()));
              ids.add(PlannedTrial.of(spec).id());
            }
            writer.commit(() -> true);
          }
        }
      }
    }
    ResultStore.of(storage).keepCells(ids);
    Files.writeString(
        store.resolve("sweep.conf"),
        String.format(
            Locale.ROOT,
            """
        name = large
        axes {
          graph.family = [chain, random-tree], task.vocab = 2..6
          task.flip = { from = 0, to = 0.45, step = 0.05 }, seed = 0..%d
        }
        """,
            SEEDS - 1));
    return ids.size();
  }

  private static TrialSpec spec(GraphFamily family, int vocab, double flip, long seed) {
    TrialSpec tiny = TinyTrials.spec(seed);
    return new TrialSpec(
        SeedStreams.of(seed),
        family,
        tiny.violations(),
        new TaskSettings(vocab, 6, tiny.task().prior(), flip, 0),
        tiny.learner(),
        tiny.training(),
        tiny.evaluation(),
        RivalSettings.NONE);
  }

  private static TrialResult result(TrialSpec spec, int flip) {
    double x = (10 - flip) / 10.0 - spec.seeds().seed() % 7 / 50.0;
    float[][] attention = new float[6][6];
    for (int i = 0; i < 6; i++) {
      attention[i][Math.max(0, i - 1)] = (float) x;
    }
    List<CurvePoint> curve =
        IntStream.range(0, 5).mapToObj(i -> new CurvePoint(i, 1, x, x, x, x, x, i)).toList();
    List<EdgeScore> edges =
        IntStream.range(0, 5)
            .boxed()
            .flatMap(i -> IntStream.rangeClosed(0, i).mapToObj(j -> score(i, j, x)))
            .toList();
    Instant now = Instant.now();
    return new TrialResult(
        spec,
        TrialStatus.SUCCEEDED,
        Optional.empty(),
        new TrialResult.Measured(
            Map.of("test_loss", 1 - x / 2, "parent_attention_mean", x, "edge_accuracy", x),
            curve,
            List.of(new AttentionSnapshot(8, AttentionSnapshot.Kind.POSITIONAL, 1, 1, attention)),
            List.of(new WeightMatrix("W", 2, 2, new float[] {1, 2, 3, 4})),
            edges,
            List.of(),
            List.of()),
        new TrialResult.Work(
            Optional.of("none"), now, now.plusMillis(10), Duration.ofMillis(8), 8));
  }

  /** A pair of positions of a chain. */
  private static EdgeScore score(int child, int candidate, double attention) {
    boolean isEdge = candidate == child - 1;
    double rest = child == 0 ? 1 : (1 - attention) / child;
    return new EdgeScore(
        child,
        candidate,
        isEdge,
        isEdge,
        isEdge ? "parent" : candidate == child ? "self" : "ancestor",
        new EdgeScore.Attention(isEdge ? attention : rest, 1, isEdge ? 1 : 2),
        new EdgeScore.Theory(
            OptionalDouble.of(isEdge ? -attention : rest),
            OptionalInt.of(isEdge ? 1 : 2),
            OptionalDouble.of(isEdge ? attention : 0),
            OptionalInt.of(isEdge ? 1 : 2)),
        RivalEdges.NONE);
  }
}
