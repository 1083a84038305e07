package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.RivalSettings;
import org.espalier.task.Baselines;
import org.espalier.task.BayesLoss;
import org.espalier.task.Construction;
import org.espalier.task.RootDistribution;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceProcess;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPosterior;
import org.espalier.task.TransitionPrior;
import org.espalier.train.HeldOut;
import org.espalier.train.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class YardsticksTest {

  private static final int SETTINGS = 100;
  private static final int BATCHES = 32;
  private static final int BATCH = 256;

  /**
   * Over random settings neither a trained model's loss nor the construction's is below the Bayes
   * loss by more than four standard errors of their difference on the same sequences, which is
   * estimated from 32 batches. With 31 degrees of freedom one such comparison of equals fails by
   * chance in 2e-4, so one of 200 in 4 % of seeds at most; the given seed does not.
   */
  @Test
  @Tag("slow")
  void nothingBeatsTheBayesPredictor() {
    long seed = Seeds.of("nothingBeatsTheBayesPredictor", 17);
    UniformRandomProvider random = Seeds.random(seed);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SETTINGS; i++) {
      TrialSpec spec = random(random, i);
      try (var setup = new TrialSetup(spec, SharedMeasurements.none())) {
        Trainer trainer = setup.trainer();
        for (int step = 0; step < spec.training().totalSteps(); step++) {
          trainer.step();
        }
        HeldOut heldOut = setup.heldOut(YardsticksTest::on);
        Yardsticks yardsticks = setup.yardsticks(heldOut, YardsticksTest::on).orElseThrow();
        Construction construction = yardsticks.construction().orElseThrow();
        double[] ofModel = new double[BATCHES];
        double[] ofConstruction = new double[BATCHES];
        List<SequenceBatch> batches = heldOut.batches();
        assertThat(batches).hasSize(BATCHES);
        for (int b = 0; b < BATCHES; b++) {
          double bayes = bayes(spec, batches.get(b), seed + b);
          double model = setup.engine().loss(batches.get(b), trainer.parameters().flat());
          ofModel[b] = model - bayes;
          ofConstruction[b] =
              Construction.of(
                          spec.drawGraphs().first(),
                          List.of(batches.get(b)),
                          OptionalDouble.of(construction.epsilon()),
                          YardsticksTest::on)
                      .loss()
                  - bayes;
        }
        least = Math.min(least, Math.min(deviations(ofModel), deviations(ofConstruction)));
        assertThat(deviations(ofModel)).as("%s", spec).isGreaterThan(-4);
        assertThat(deviations(ofConstruction)).as("construction, %s", spec).isGreaterThan(-4);
        assertThat(yardsticks.bayes()).isPresent();
      }
    }
    System.out.println("least deviation " + least);
  }

  private static double bayes(TrialSpec spec, SequenceBatch batch, long seed) {
    var posterior = TransitionPosterior.of(spec.drawGraphs().first(), spec.task().prior());
    double posteriorLoss = Baselines.of(batch, posterior).transitionPosterior();
    return BayesLoss.of(
            SequenceProcess.of(spec.drawGraphs().first(), spec.task()),
            List.of(batch),
            batch.size(),
            128,
            posteriorLoss,
            seed,
            YardsticksTest::on)
        .orElseThrow()
        .loss();
  }

  private static double deviations(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return mean / Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static TrialSpec random(UniformRandomProvider random, int i) {
    List<GraphFamily> families =
        List.of(
            new GraphFamily.Chain(),
            new GraphFamily.Pairs(),
            new GraphFamily.Star(),
            new GraphFamily.Branching(2),
            new GraphFamily.RandomTree(),
            new GraphFamily.RandomForest(0.5),
            new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.RANDOM));
    GraphFamily family = families.get(random.nextInt(families.size()));
    boolean dag = family instanceof GraphFamily.Dag;
    double alpha = List.of(0.1, 0.3, 1.0).get(random.nextInt(3));
    int vocab = 2 + random.nextInt(3);
    int length = 5 + random.nextInt(8);
    RootDistribution roots =
        random.nextInt(4) > 0
            ? RootDistribution.AUTO
            : dag ? RootDistribution.DRAWN : RootDistribution.UNIFORM;
    boolean hidden = !dag && roots == RootDistribution.AUTO && random.nextInt(4) == 0;
    List<Model> models =
        List.of(
            new Model.Disentangled(List.of(1, 1)),
            new Model.Disentangled(List.of(2, 1)),
            new Model.Disentangled(List.of(1)),
            new Model.Transformer(12, 12, List.of(1, 1)),
            new Model.Reduced(0.01));
    Model model = models.get(random.nextInt(dag ? 4 : 5));
    double rate = model instanceof Model.Transformer ? 0.1 : 1;
    return new TrialSpec(
        SeedStreams.of(i),
        family,
        hidden ? new Violations(0, 8, 0.3, 0, 0) : Violations.NONE,
        new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(alpha), 0, 0, roots),
        new Learner(model, model instanceof Model.Reduced ? 0.1 : 0.01, EngineChoice.AUTO),
        SmallTrials.training(rate, 300),
        new EvaluationSettings(
            new EvaluationSettings.Curve(300, BATCHES * BATCH, 300),
            new EvaluationSettings.ReadOut(List.of(), 10, 0),
            0,
            List.of(),
            new EvaluationSettings.Bayes(128, BATCHES * BATCH)),
        RivalSettings.NONE);
  }

  /** A yardstick or a rival has a stream of its own. */
  @Test
  void askingForYardsticksAndRivalsChangesNoOtherNumber() {
    TrialSpec tree = SmallTrials.withTheory(SmallTrials.tree(3), 64);
    EvaluationSettings e = tree.evaluation();
    Map<String, Number> with =
        run(with(tree, evaluation(e, 16), new RivalSettings(all(), 100))).measured().metrics();
    Map<String, Number> without =
        run(with(tree, evaluation(e, 0), RivalSettings.NONE)).measured().metrics();
    Set<String> own =
        Set.of(
            "bayes_loss",
            "bayes_loss_error",
            "bayes_sample_size",
            "construction_loss",
            "construction_beta",
            "construction_epsilon",
            "optimisation_gap",
            "architecture_gap");
    assertThat(with.keySet()).containsAll(own);
    var rest = new HashMap<>(with);
    rest.keySet().removeAll(own);
    assertThat(rest).isEqualTo(without);
    double testLoss = with.get("test_loss").doubleValue();
    double sum =
        with.get("bayes_loss").doubleValue()
            + with.get("architecture_gap").doubleValue()
            + with.get("optimisation_gap").doubleValue();
    assertThat(sum).isCloseTo(testLoss, within(1e-12));
  }

  @Test
  void rivalsGetTheSequencesThatTheModelSawAndNoMore() {
    TrialSpec tree = SmallTrials.tree(4);
    TaskSettings task = tree.task();
    for (int asked : new int[] {10, 24, 1000}) {
      var fixed = new TaskSettings(task.vocab(), task.length(), task.prior(), 0, 24);
      TrialResult result =
          run(with(SmallTrials.with(tree, fixed), new RivalSettings(all(), asked)));
      assertThat(result.measured().rivals()).hasSize(4);
      assertThat(result.measured().rivals())
          .allSatisfy(r -> assertThat(r.finding().sequences()).isEqualTo(Math.min(asked, 24)));
    }
    TrialResult fresh = run(with(tree, new RivalSettings(all(), 1_000_000)));
    assertThat(fresh.measured().rivals())
        .allSatisfy(r -> assertThat(r.finding().sequences()).isEqualTo(40 * 32));
    assertThat(fresh.measured().rivals().stream().map(r -> r.finding().method())).isEqualTo(all());
    assertThat(fresh.measured().edges())
        .allSatisfy(
            edge ->
                assertThat(edge.rivals().evidenceGain().isPresent())
                    .isEqualTo(edge.candidate() < edge.child()));
    assertThat(
            run(with(tree, new RivalSettings(all(), 50)))
                .measured()
                .rivals()
                .get(3)
                .finding()
                .graph())
        .isEqualTo(
            run(with(tree, new RivalSettings(all(), 50)))
                .measured()
                .rivals()
                .get(3)
                .finding()
                .graph());
  }

  private static List<RivalMethod> all() {
    return List.of(RivalMethod.values());
  }

  private static TrialResult run(TrialSpec spec) {
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private static EvaluationSettings evaluation(EvaluationSettings e, int draws) {
    return new EvaluationSettings(
        new EvaluationSettings.Curve(e.curve().every(), e.curve().sequences(), e.curve().watch()),
        new EvaluationSettings.ReadOut(
            e.readOut().checkpoints(), e.readOut().attentionSequences(), 0),
        e.theorySequences(),
        e.shifts(),
        new EvaluationSettings.Bayes(draws, 50));
  }

  private static TrialSpec with(TrialSpec spec, RivalSettings rivals) {
    return with(spec, spec.evaluation(), rivals);
  }

  private static TrialSpec with(
      TrialSpec spec, EvaluationSettings evaluation, RivalSettings rivals) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        spec.learner(),
        spec.training(),
        evaluation,
        rivals);
  }

  private static void on() {}
}
