package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.PositionEncoding;
import org.espalier.rival.RivalSettings;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Safeguards;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.junit.jupiter.api.Test;

/** What the paper says that training finds, in runs short enough for every build. */
class LearningTest {

  /** For scale: the authors' code reaches a mean near .67 after 4096 steps of these. */
  @Test
  void aChainIsLearnedAsTheInductionPattern() {
    var training =
        new TrainingSettings(
            new Optimizer.Sgd(), 1, Schedule.CONSTANT, 0, 2048, 512, new Algorithm.Joint());
    TrialResult result =
        run(
            new TrialSpec(
                SeedStreams.of(0),
                new GraphFamily.Chain(),
                Violations.NONE,
                new TaskSettings(5, 12, new TransitionPrior.Dirichlet(0.1), 0, 0),
                new Learner(new Model.Disentangled(List.of(1, 1)), 0, EngineChoice.AUTO),
                training,
                new EvaluationSettings(
                    new EvaluationSettings.Curve(1024, 4096, 64),
                    new EvaluationSettings.ReadOut(List.of(), 64, 0),
                    0,
                    List.of(),
                    EvaluationSettings.Bayes.USUAL),
                RivalSettings.NONE));

    float[][] attention = firstLayer(result);
    double sum = 0;
    for (int i = 1; i < 11; i++) {
      assertThat(largest(attention[i])).as("row %d", i).isEqualTo(i - 1);
      sum += attention[i][i - 1];
    }
    assertThat(sum / 10).isBetween(0.5, 0.8);
    assertThat(metric(result, "edge_accuracy")).isEqualTo(1);
    assertThat(metric(result, "normalized_gap")).isLessThan(0.3);
  }

  @Test
  void algorithm1RecoversARandomForest() {
    var training =
        new TrainingSettings(
            new Optimizer.Sgd(), 3000, Schedule.CONSTANT, 0, 60, 1024, new Algorithm.Staged(20, 1));
    TrialResult result =
        run(
            new TrialSpec(
                SeedStreams.of(1),
                new GraphFamily.RandomForest(0.5),
                Violations.NONE,
                new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.3), 0, 0),
                new Learner(new Model.Reduced(0.01), 0.1, EngineChoice.AUTO),
                training,
                new EvaluationSettings(
                    new EvaluationSettings.Curve(40, 2048, 10),
                    new EvaluationSettings.ReadOut(List.of(), 64, 256),
                    0,
                    List.of(),
                    new EvaluationSettings.Bayes(0, 2)),
                RivalSettings.NONE));

    assertThat(result.work().steps()).isEqualTo(80);
    assertThat(metric(result, "edge_ablation_accuracy")).isGreaterThanOrEqualTo(0.95);
    assertThat(metric(result, "gradient_attention_accuracy")).isGreaterThanOrEqualTo(0.95);
    assertThat(metric(result, "edge_ablation_auroc")).isGreaterThan(0.9);
    assertThat(result.measured().metrics())
        .as("attention by position alone does not change when its mean replaces it")
        .doesNotContainKey("head_ablation_accuracy");
    assertThat(metric(result, "edges")).isGreaterThan(2);
    assertThat(metric(result, "edge_accuracy")).isGreaterThanOrEqualTo(0.95);
    assertThat(metric(result, "parent_attention_min")).isGreaterThan(0.9);
  }

  /** Two heads by position, two parents each: far more edges than by chance in 400 steps. */
  @Test
  void theReducedModelOfTwoHeadsFindsEdgesOfAChainOfOrderTwo() {
    var training =
        new TrainingSettings(
            new Optimizer.AdamW(0.9, 0.999, 1e-8),
            0.03,
            Schedule.CONSTANT,
            0,
            400,
            512,
            new Algorithm.Joint());
    TrialResult result =
        run(
            new TrialSpec(
                SeedStreams.of(1),
                new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE, 0),
                Violations.NONE,
                new TaskSettings(2, 14, new TransitionPrior.Dirichlet(0.3), 0, 0),
                new Learner(new Model.Reduced(0.01, List.of(2, 1)), 0.5, EngineChoice.AUTO),
                training,
                new EvaluationSettings(
                    new EvaluationSettings.Curve(200, 2048, 100),
                    new EvaluationSettings.ReadOut(List.of(), 64, 0),
                    0,
                    List.of(),
                    new EvaluationSettings.Bayes(0, 2)),
                RivalSettings.NONE));

    assertThat(metric(result, "edge_accuracy")).isGreaterThan(0.65);
    assertThat(metric(result, "circuit_token_alignment")).isGreaterThan(0.9);
  }

  /** With a number for each distance and one head a layer; attention is the mean over sequences. */
  @Test
  void gptFindsTheInductionPatternOfAChain() {
    var training =
        new TrainingSettings(
            new Optimizer.AdamW(0.9, 0.999, 1e-8),
            1e-2,
            Schedule.COSINE,
            1e-4,
            1500,
            128,
            new Algorithm.Joint(),
            new Safeguards(1, 100));
    TrialResult result =
        run(
            new TrialSpec(
                SeedStreams.of(0),
                new GraphFamily.Chain(),
                Violations.NONE,
                new TaskSettings(3, 10, new TransitionPrior.Dirichlet(0.1), 0, 0),
                new Learner(
                    new Gpt(16, 0, List.of(1, 1), PositionEncoding.RELATIVE, NormKind.LAYER),
                    0.02,
                    EngineChoice.AUTO),
                training,
                new EvaluationSettings(
                    new EvaluationSettings.Curve(500, 2048, 64),
                    new EvaluationSettings.ReadOut(List.of(0), 256, 0),
                    0,
                    List.of(),
                    EvaluationSettings.Bayes.USUAL),
                RivalSettings.NONE));

    assertThat(result.work().engine()).contains("kernel");
    assertThat(metric(result, "edge_accuracy")).isGreaterThanOrEqualTo(0.9);
    assertThat(metric(result, "normalized_gap")).isLessThan(0.5);
  }

  private static TrialResult run(TrialSpec spec) {
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private static double metric(TrialResult result, String name) {
    return result.measured().metrics().get(name).doubleValue();
  }

  private static float[][] firstLayer(TrialResult result) {
    return result.measured().attention().stream()
        .filter(a -> a.kind() == AttentionSnapshot.Kind.POSITIONAL)
        .reduce((first, last) -> last)
        .orElseThrow()
        .weights();
  }

  private static int largest(float[] row) {
    int at = 0;
    for (int j = 1; j < row.length; j++) {
      at = row[j] > row[at] ? j : at;
    }
    return at;
  }
}
