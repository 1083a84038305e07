package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.PositionEncoding;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.RivalSettings;
import org.espalier.task.RootDistribution;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialIdTest {
  private static final GraphFamily LAG_2 =
      new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, 1);
  private static final GraphFamily CHAIN_OF_ORDER_1 =
      new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE);

  @Test
  void theCanonicalFormNamesEverySettingThatApplies() {
    assertThat(SmallTrials.tree(1).canonical())
        .isEqualTo(
            """
            format=2
            evaluation.attention-sequences=50
            evaluation.checkpoints=[0, 8]
            evaluation.every=16
            evaluation.sequences=100
            evaluation.theory-sequences=0
            evaluation.watch=4
            graph.family=random-tree
            model.family=disentangled
            model.heads=[1, 1]
            model.initial-scale=0.0
            seed=1
            task.alpha=0.5
            task.length=7
            task.prior=dirichlet
            task.vocab=3
            training.algorithm=joint
            training.batch=32
            training.engine=auto
            training.learning-rate=1.0
            training.optimizer=sgd
            training.schedule=constant
            training.steps=40
            training.weight-decay=0.0
            """);
  }

  /**
   * Results that are stored are found again by this id: it must not change. It is what {@code
   * sha256sum} says of the text above.
   */
  @Test
  void theIdOfATrialStaysWhatItWas() {
    assertThat(SmallTrials.tree(1).id()).hasToString("3e791baeab06a0c9902fab0fe92c35b1");
  }

  @Test
  void everySettingChangesTheId() {
    assertThat(SmallTrials.tree(1).id()).isEqualTo(SmallTrials.tree(1).id());
    assertThat(SmallTrials.tree(2).id()).isNotEqualTo(SmallTrials.tree(1).id());
    assertThat(SmallTrials.with(SmallTrials.tree(1), SmallTrials.training(1.5, 40)).id())
        .isNotEqualTo(SmallTrials.tree(1).id());
  }

  /** Its kernel adds in another order than it did: stored results are not taken for new ones. */
  @ParameterizedTest
  @CsvSource({
    "4, 200, 2",
    "16, 40, 2",
    "5, 119, 2",
    "5, 120, 3",
    "15, 41, 3",
    "40, 60, 3",
    "41, 60, 2"
  })
  void onlyLongSequencesOverMoreThanAFewSymbolsHaveANewFormat(int vocab, int length, int format) {
    var task = new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(0.5), 0, 0);
    var spec = SmallTrials.with(SmallTrials.tree(1), task);
    assertThat(spec.canonical()).startsWith("format=" + format + "\n");
  }

  @ParameterizedTest
  @CsvSource({"56, 2", "57, 2", "58, 3", "128, 3"})
  void ofThreeLayersOnlyLongSequencesHaveANewFormat(int length, int format) {
    assertThat(ofLayers(length, List.of(3, 1, 1))).startsWith("format=" + format + "\n");
    assertThat(ofLayers(length, List.of(1, 1, 1)))
        .startsWith("format=" + (length < 128 ? 2 : 3) + "\n");
    assertThat(ofLayers(length, List.of(8))).startsWith("format=2\n");
  }

  @ParameterizedTest
  @CsvSource({
    "32, 128, ALL, 3",
    "32, 128, LAST, 2",
    "32, 127, ALL, 2",
    "63, 65, ALL, 2",
    "64, 64, ALL, 2",
    "64, 65, ALL, 3",
    "16, 100, ALL, 2"
  })
  void ofGptOnlyLongAndWideOnesThatPredictEverywhereHaveANewFormat(
      int width, int length, LossPositions loss, int format) {
    var model = new Gpt(width, 0, List.of(1, 1), PositionEncoding.RELATIVE, NormKind.LAYER);
    var task = new TaskSettings(2, length, new TransitionPrior.Dirichlet(0.5), 0, 0);
    var spec = SmallTrials.with(SmallTrials.with(SmallTrials.tree(1), CHAIN_OF_ORDER_1), task);
    var learner = new Learner(model, 0, EngineChoice.AUTO, loss);
    assertThat(SmallTrials.with(spec, learner).canonical()).startsWith("format=" + format + "\n");
  }

  /** Of these a number was wrong before. */
  @Test
  void trialsThatAreMeasuredOtherwiseThanOnceHaveANewFormat() {
    TrialSpec tree = SmallTrials.tree(1);
    var reduced = new Learner(new Model.Reduced(.01), .1, EngineChoice.AUTO);
    var oneLayer = new Learner(new Model.Disentangled(List.of(2)), 0, EngineChoice.AUTO);
    TrialSpec dag = SmallTrials.with(tree, CHAIN_OF_ORDER_1);
    TrialSpec flat = SmallTrials.with(dag, oneLayer);
    var cyclic = new Violations(1, 8, 0, 0, 0);
    assertThat(SmallTrials.with(tree, reduced).canonical()).startsWith("format=4\n");
    assertThat(dag.canonical()).startsWith("format=4\n");
    assertThat(flat.canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(tree, LAG_2).canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(flat, cyclic).canonical()).startsWith("format=4\n");
    assertThat(SmallTrials.with(tree, cyclic).canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(tree, mixture(1, 1)).canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(tree, mixture(1, 0)).canonical()).startsWith("format=4\n");
  }

  @ParameterizedTest
  @CsvSource({"1, DRAWN, ALL, 5", "0, DRAWN, ALL, 2", "1, UNIFORM, ALL, 2", "1, DRAWN, LAST, 2"})
  void onlyMixturesThatPredictDrawnRootsHaveANewFormat(
      int delay, RootDistribution roots, LossPositions loss, int format) {
    var lag = new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, delay);
    var lags = new Mixture(List.of(CHAIN_OF_ORDER_1, lag), List.of());
    var task = new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.5), 0, 0, roots);
    var model = new Gpt(4, 0, List.of(1, 1), PositionEncoding.RELATIVE, NormKind.LAYER);
    TrialSpec spec = SmallTrials.with(SmallTrials.with(SmallTrials.tree(1), lags), task);
    var learner = new Learner(model, 0, EngineChoice.AUTO, loss);
    assertThat(SmallTrials.with(spec, learner).canonical()).startsWith("format=" + format + "\n");
  }

  @ParameterizedTest
  @CsvSource({"0.01, 8, AUTO, 5", "0.05, 8, AUTO, 2", "0.01, 0, AUTO, 2", "0.01, 8, UNIFORM, 2"})
  void onlyTheoryOfSmallParametersHasANewFormat(
      double alpha, int sequences, RootDistribution roots, int format) {
    var task = new TaskSettings(3, 7, new TransitionPrior.Dirichlet(alpha), 0, 0, roots);
    TrialSpec spec = SmallTrials.with(SmallTrials.tree(1), task);
    assertThat(withDraws(SmallTrials.withTheory(spec, sequences), 0).canonical())
        .startsWith("format=" + format + "\n");
  }

  /** Of several roots, hidden nodes or small parameters; a tree has one root. */
  @Test
  void onlyBayesLossesThatTookTooFewDrawsHaveANewFormat() {
    TrialSpec tree = withDraws(SmallTrials.tree(1), 128);
    var small = new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.01), 0, 0);
    var uniform =
        new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.01), 0, 0, RootDistribution.UNIFORM);
    TrialSpec pairs = SmallTrials.with(tree, new GraphFamily.Pairs());
    assertThat(tree.canonical()).startsWith("format=2\n");
    assertThat(pairs.canonical()).startsWith("format=5\n");
    assertThat(withDraws(pairs, 0).canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(tree, LAG_2).canonical()).startsWith("format=2\n");
    assertThat(SmallTrials.with(tree, new GraphFamily.Lag(2)).canonical()).startsWith("format=5\n");
    assertThat(SmallTrials.with(tree, new Violations(0, 8, 0.2, 0, 0)).canonical())
        .startsWith("format=5\n");
    assertThat(SmallTrials.with(tree, small).canonical()).startsWith("format=5\n");
    assertThat(SmallTrials.with(tree, uniform).canonical()).startsWith("format=2\n");
  }

  private static TrialSpec withDraws(TrialSpec spec, int draws) {
    EvaluationSettings evaluation = spec.evaluation();
    return SmallTrials.with(
        spec,
        new EvaluationSettings(
            evaluation.curve(),
            evaluation.readOut(),
            evaluation.theorySequences(),
            evaluation.shifts(),
            new EvaluationSettings.Bayes(draws, 8192)));
  }

  /** Their graphs had an evidence. */
  @Test
  void onlyRivalsOfAPoolHaveANewFormat() {
    var rivals = new RivalSettings(List.of(RivalMethod.POOLED_INFORMATION), 100);
    TrialSpec tree = SmallTrials.tree(1);
    TrialSpec pooled = SmallTrials.with(tree, tree.task().withPool(3));
    assertThat(pooled.canonical()).startsWith("format=2\n");
    assertThat(with(tree, rivals).canonical()).startsWith("format=2\n");
    assertThat(with(pooled, rivals).canonical()).startsWith("format=5\n");
  }

  private static TrialSpec with(TrialSpec spec, RivalSettings rivals) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        spec.learner(),
        spec.training(),
        spec.evaluation(),
        rivals);
  }

  private static Mixture mixture(double first, double second) {
    return new Mixture(
        List.of(new GraphFamily.Chain(), new GraphFamily.Star()), List.of(first, second));
  }

  /** Sizes that no array can have are refused elsewhere, by their memory. */
  @Test
  void aModelThatIsTooLargeHasAnIdAsWell() {
    assertThat(ofLayers(128, List.of(999, 999, 999, 999))).startsWith("format=3\n");
  }

  private static String ofLayers(int length, List<Integer> heads) {
    var task = new TaskSettings(5, length, new TransitionPrior.Dirichlet(0.5), 0, 0);
    var spec = SmallTrials.with(SmallTrials.tree(1), task);
    var learner = new Learner(new Model.Disentangled(heads), 0, EngineChoice.AUTO);
    return SmallTrials.with(spec, learner).canonical();
  }
}
