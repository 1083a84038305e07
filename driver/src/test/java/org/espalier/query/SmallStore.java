package org.espalier.query;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.EdgeRecovery;
import org.espalier.metric.GraphComparison;
import org.espalier.rival.Finding;
import org.espalier.rival.RivalMethod;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialRow;
import org.espalier.train.CurvePoint;
import org.espalier.trial.AttentionSnapshot;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.PredictorScore;
import org.espalier.trial.RivalEdges;
import org.espalier.trial.RivalScore;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialSpecReader;
import org.espalier.trial.TrialStatus;
import org.espalier.trial.WeightMatrix;

/**
 * A results folder with numbers one can check by hand: families chain and star, vocabularies 2 and
 * 3, seeds 0 to 2; edge accuracy is (vocab + seed) / 10, test loss 1 / vocab. One star diverged,
 * one failed.
 */
public final class SmallStore {
  /** The sweep file of the store. */
  public static final String SWEEP =
      """
      name = small
      base { task.length = 3, training.steps = 10 }
      axes { graph.family = [chain, star], task.vocab = [2, 3], seed = 0..2 }
      """;

  /** What is in its files, by name, once they were written. */
  private static final Map<String, byte[]> FILES = new LinkedHashMap<>();

  private SmallStore() {}

  /** Writes the store as a run would; where it has been written before, the same files. */
  public static synchronized void write(Path folder) throws IOException {
    Storage storage = Storage.of(folder);
    if (FILES.isEmpty()) {
      String pack = train(storage);
      for (Table<?> table : Layout.TABLES) { // trials at the end, as a pack is committed
        String name = Layout.file(table, pack);
        FILES.put(name, storage.read(name).orElseThrow());
      }
    } else {
      for (var file : FILES.entrySet()) {
        storage.write(file.getKey(), file.getValue());
      }
    }
    Files.writeString(folder.resolve("sweep.conf"), SWEEP);
  }

  private static String train(Storage storage) throws IOException {
    try (ResultWriter writer = ResultWriter.open(storage, Layout.STAGING + "/test")) {
      for (TrialResult result : results()) {
        writer.write(TrialRow.of("small", result, Provenance.here()));
      }
      return writer.commit(() -> true);
    }
  }

  private static List<TrialResult> results() {
    var results = new ArrayList<TrialResult>();
    for (String family : List.of("chain", "star")) {
      for (int vocab = 2; vocab <= 3; vocab++) {
        for (int seed = 0; seed < 3; seed++) {
          results.add(result(family, vocab, seed));
        }
      }
    }
    return results;
  }

  private static TrialResult result(String family, int vocab, int seed) {
    TrialSpec spec =
        new TrialSpecReader()
            .read(
                ConfigFactory.parseString(
                    String.format(
                        Locale.ROOT,
                        "seed=%d, graph.family=%s, task.vocab=%d, task.length=3, training.steps=10",
                        seed,
                        family,
                        vocab)));
    boolean star = family.equals("star") && vocab == 3;
    TrialStatus status =
        star && seed == 1
            ? TrialStatus.DIVERGED
            : star && seed == 2 ? TrialStatus.FAILED : TrialStatus.SUCCEEDED;
    boolean well = status == TrialStatus.SUCCEEDED;
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    return new TrialResult(
        spec,
        status,
        well ? Optional.empty() : Optional.of(failure(status)),
        new TrialResult.Measured(
            well ? metrics(vocab, seed) : Map.of(),
            List.of(
                new CurvePoint(0, 1, Double.NaN, 1.0, 0.5, 0.25, 0, 0),
                new CurvePoint(10, 1, 0.9, 1.0 / vocab, 0.1, 0.75, 1, 0.5)),
            well ? List.of(attention()) : List.of(),
            well ? List.of(new WeightMatrix("W", 1, 2, new float[] {1, 2})) : List.of(),
            well ? List.of(edge()) : List.of(),
            List.of(),
            well ? List.of(rival(vocab, seed)) : List.of(),
            well ? predictors() : List.of()),
        new TrialResult.Work(
            Optional.of("kernel"), start, start.plusSeconds(1), Duration.ofMillis(500), 10));
  }

  private static Map<String, Number> metrics(int vocab, int seed) {
    return Map.of(
        "edge_accuracy",
        (vocab + seed) / 10.0,
        "chance_edge_accuracy",
        0.5,
        "test_loss",
        1.0 / vocab,
        "target_entropy",
        0.125,
        "bayes_loss",
        0.25,
        "architecture_gap",
        0.5,
        "optimisation_gap",
        1.0 / vocab - 0.75);
  }

  /** Nearest to order 0 at first, then to order 1. */
  private static List<PredictorScore> predictors() {
    return List.of(
        new PredictorScore(0, "uniform", 0.75, 0),
        new PredictorScore(0, "order-0", 0.5, 0.125),
        new PredictorScore(0, "order-1", 0.25, 0.25),
        new PredictorScore(10, "order-0", 0.5, 0.125),
        new PredictorScore(10, "order-1", 0.25, 0.0625, List.of(0.125, 0.0)),
        new PredictorScore(10, "order-1-tuned", 0.25, 0));
  }

  /** The evidence finds half of what attention does. */
  private static RivalScore rival(int vocab, int seed) {
    CausalGraph graph = CausalGraph.ofParents(-1, 0);
    var finding = new Finding(RivalMethod.EVIDENCE, 100, graph, new double[][] {{}, {1}}, -5, 0.1);
    var detection = new EdgeRecovery.Detection(1, 1, 1, 0);
    return new RivalScore(
        finding, new GraphComparison((vocab + seed) / 20.0, 0.375, detection, Double.NaN), -6);
  }

  private static AttentionSnapshot attention() {
    float[][] weights = {{1, 0, 0}, {0.75f, 0.25f, 0}, {0.5f, 0.25f, 0.25f}};
    return new AttentionSnapshot(10, AttentionSnapshot.Kind.POSITIONAL, 1, 1, weights);
  }

  private static EdgeScore edge() {
    return new EdgeScore(
        1,
        0,
        true,
        true,
        "parent",
        new EdgeScore.Attention(0.75, 1, 1),
        EdgeScore.Theory.NONE,
        RivalEdges.NONE);
  }

  private static TrialResult.Failure failure(TrialStatus status) {
    return status == TrialStatus.DIVERGED
        ? new TrialResult.Failure("diverged", "loss NaN at step 7", "")
        : new TrialResult.Failure("java.lang.IllegalStateException", "broken,\n\"here\"", "at x");
  }
}
