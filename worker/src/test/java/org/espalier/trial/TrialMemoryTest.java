package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.HeldArrays;
import org.espalier.graph.GraphFamily;
import org.espalier.model.EngineChoice;
import org.espalier.model.Factored;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.PositionEncoding;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrialMemoryTest {

  /** What the trainer has beside the engine: parameters, gradient. */
  private static final int PARAMETER_COPIES = 2;

  private static final long MOST_OF_A_SMALL_TRIAL = 3 << 20;
  private static final GraphFamily DAG =
      new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE);

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(1)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(1, 1)), 10, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 2)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(1, 1, 1)), 5, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 128),
        Arguments.of(new Model.Disentangled(List.of(1, 2, 1, 2)), 3, 45),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 57),
        Arguments.of(new Model.Disentangled(List.of(2, 1, 1, 1)), 3, 20),
        Arguments.of(new Model.Disentangled(List.of(8, 1)), 64, 10),
        Arguments.of(new Model.Transformer(32, 64, List.of(4, 4, 4)), 3, 256),
        Arguments.of(new Model.Transformer(64, 256, List.of(2, 2, 2)), 3, 100),
        Arguments.of(new Model.Transformer(256, 1024, List.of(4, 4)), 3, 20),
        Arguments.of(new Model.Transformer(30, 30, List.of(1, 1)), 3, 256),
        Arguments.of(new Model.Transformer(30, 30, List.of(2)), 40, 60),
        Arguments.of(new Model.Reduced(.01, List.of(16, 1)), 64, 20),
        Arguments.of(new Model.Reduced(.01, List.of(2, 1)), 3, 200),
        Arguments.of(gpt(512, 2048, List.of(8, 8)), 3, 20),
        Arguments.of(gpt(16, 0, List.of(1, 1)), 2, 100),
        Arguments.of(gpt(32, 128, List.of(4, 4, 4)), 5, 128));
  }

  private static Gpt gpt(int width, int hidden, List<Integer> heads) {
    return new Gpt(width, hidden, heads, PositionEncoding.RELATIVE_QUERY, NormKind.LAYER);
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatATrialWillHoldIsNotLessThanItsKernelHolds(Model model, int vocab, int length) {
    assertCovered(model, vocab, length, LossPositions.LAST);
  }

  static Stream<Arguments> modelsThatPredictEverywhere() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(2, 1)), 5, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 2)), 5, 20),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 32),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 128),
        Arguments.of(gpt(32, 128, List.of(4, 4, 4)), 5, 128));
  }

  @ParameterizedTest
  @MethodSource("modelsThatPredictEverywhere")
  void norWhereAllPositionsCount(Model model, int vocab, int length) {
    assertCovered(model, vocab, length, LossPositions.ALL);
  }

  /**
   * Bytes of what SameDiff computes of a sequence, by the growth of the memory of a process from 16
   * to 512 sequences of 100 tokens over 3 symbols, heads 1-1: 2.2 MB with the gradient and .83 MB
   * without.
   */
  @ParameterizedTest
  @CsvSource({"16, 256, .83, 256", "16, 1000, .83, 256", "1024, 1024, 2.2, 1024"})
  void aGraphCountsForTheSequencesThatItIsGivenAtOnce(
      int batch, int heldOut, double megabytes, int atOnce) {
    double graph = megabytes * atOnce * (1 << 20);
    assertThat((double) TrialMemory.bytes(factored(batch, heldOut, 16)))
        .isBetween(graph, 1.7 * graph);
  }

  /** Attention is looked at in fewer sequences at a time than losses. */
  @Test
  void attentionOfMoreSequencesTakesTheirTokensMore() {
    long few = TrialMemory.bytes(factored(16, 1024, 16));
    long many = TrialMemory.bytes(factored(16, 1024, 1024));
    assertThat(many - few).isEqualTo(4L * (1024 - 16) * (100 + 3));
  }

  private static TrialSpec factored(int batch, int heldOut, int attentionSequences) {
    var small = SmallTrials.tree(1);
    return new TrialSpec(
        small.seeds(),
        small.graph(),
        small.violations(),
        new TaskSettings(3, 100, new TransitionPrior.Dirichlet(0.5), 0, 0),
        new Learner(new Factored(List.of(1, 1), 4), 0.1, EngineChoice.AUTO),
        new TrainingSettings(
            new Optimizer.Sgd(), 1, Schedule.CONSTANT, 0, 40, batch, new Algorithm.Joint()),
        new EvaluationSettings(
            new EvaluationSettings.Curve(16, heldOut, 4),
            new EvaluationSettings.ReadOut(List.of(), attentionSequences, 0),
            0,
            List.of(),
            EvaluationSettings.Bayes.USUAL),
        small.rivals());
  }

  /** A draw holds a prediction and its error for every symbol, and a weight. */
  @Test
  void drawsOfTheBayesPredictorCountWhereItDraws() {
    double draws = 8.0 * 1_000_000 * (2 * 10 + 1);
    assertThat(TrialMemory.bytes(withDraws(new GraphFamily.RandomTree(), 1_000_000)))
        .isBetween((long) draws, (long) (1.01 * draws) + MOST_OF_A_SMALL_TRIAL);
    assertThat(TrialMemory.bytes(withDraws(DAG, 1_000_000))).isLessThan(MOST_OF_A_SMALL_TRIAL);
  }

  /** Of several roots as many as may be needed. */
  @Test
  void moreDrawsCountWhereMoreMayBeNeeded() {
    double draws = 8.0 * 32 * 100_000 * (2 * 10 + 1);
    assertThat(TrialMemory.bytes(withDraws(new GraphFamily.Pairs(), 100_000)))
        .isBetween((long) draws, (long) (1.01 * draws) + MOST_OF_A_SMALL_TRIAL);
  }

  /** T numbers for each of 100 sequences. */
  @Test
  void keysOfTheConstructionCountWhereItIsMeasured() {
    long with = TrialMemory.bytes(withDraws(DAG, 2));
    long without = TrialMemory.bytes(withDraws(DAG, 0));
    assertThat(with - without).isEqualTo(4L * 100 * 7);
  }

  private static TrialSpec withDraws(GraphFamily graph, int draws) {
    var small = SmallTrials.tree(1);
    EvaluationSettings evaluation = small.evaluation();
    return new TrialSpec(
        small.seeds(),
        graph,
        small.violations(),
        new TaskSettings(10, 7, new TransitionPrior.Dirichlet(0.5), 0, 0),
        small.learner(),
        small.training(),
        new EvaluationSettings(
            evaluation.curve(),
            evaluation.readOut(),
            0,
            List.of(),
            new EvaluationSettings.Bayes(draws, 8192)),
        small.rivals());
  }

  private static void assertCovered(Model model, int vocab, int length, LossPositions loss) {
    var small = SmallTrials.tree(1);
    GraphFamily graph =
        loss == LossPositions.ALL
            ? new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE)
            : small.graph();
    var spec =
        new TrialSpec(
            small.seeds(),
            graph,
            small.violations(),
            new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(0.5), 0, 0),
            new Learner(model, 0, EngineChoice.AUTO, loss),
            small.training(),
            small.evaluation(),
            small.rivals());
    int batch = spec.training().batch();
    try (var engine =
        GradientEngines.create(model, vocab, length, batch, EngineChoice.KERNEL, loss)) {
      long parameters = 4L * model.layout(vocab, length).size();
      long held = HeldArrays.bytes(engine) + PARAMETER_COPIES * parameters;
      long besides = (1 << 20) + 400L * length * length; // what a trial holds besides its kernel
      assertThat(TrialMemory.bytes(spec)).isBetween(held, (long) (1.6 * held) + besides);
    }
  }
}
