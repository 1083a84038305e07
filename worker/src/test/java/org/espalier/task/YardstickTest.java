package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;

class YardstickTest {

  private static void on() {}

  @Test
  void bayesIsAtMostThePosteriorAndAtLeastTheEntropy() {
    for (GraphFamily family :
        List.of(new GraphFamily.Chain(), new GraphFamily.Pairs(), new GraphFamily.Star())) {
      var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.3), 0, 0);
      GenerativeGraph graph = Violations.NONE.apply(family, 12, Seeds.random(1));
      List<SequenceBatch> batches = batches(graph, task, 2, 1024);
      Baselines baselines = baselines(graph, task, batches);
      BayesLoss bayes =
          BayesLoss.of(
                  SequenceProcess.of(graph, task),
                  batches,
                  2048,
                  128,
                  baselines.transitionPosterior(),
                  3,
                  YardstickTest::on)
              .orElseThrow();
      System.out.println(family + " " + baselines + " " + bayes);
      assertThat(bayes.loss()).isLessThan(baselines.transitionPosterior() + 4 * bayes.error());
      assertThat(bayes.loss()).isGreaterThan(baselines.entropy());
      assertThat(bayes.effectiveSampleSize()).isBetween(2.0, 128.0);
    }
  }

  /**
   * Without the correction 32 draws would miss by the bias; 4 standard errors: false alarm 6e-5.
   */
  @Test
  void fewDrawsAreAsGoodOnAverageAsMany() {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.3), 0, 0);
    GenerativeGraph graph = Violations.NONE.apply(new GraphFamily.Pairs(), 12, Seeds.random(1));
    List<SequenceBatch> batches = batches(graph, task, 4, 1024);
    BayesLoss few =
        BayesLoss.of(SequenceProcess.of(graph, task), batches, 4096, 32, 1, 4, YardstickTest::on)
            .orElseThrow();
    BayesLoss many =
        BayesLoss.of(SequenceProcess.of(graph, task), batches, 4096, 1024, 1, 5, YardstickTest::on)
            .orElseThrow();
    System.out.println(few + " " + many);
    assertThat(few.loss())
        .isCloseTo(many.loss(), within(4 * Math.hypot(few.error(), many.error())));
  }

  /** 4 standard errors: false alarm 6e-5. */
  @Test
  void someOfTheSequencesStandForAllWithinTheStatedError() {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.3), 0, 0);
    GenerativeGraph graph = Violations.NONE.apply(new GraphFamily.Pairs(), 12, Seeds.random(1));
    List<SequenceBatch> batches = batches(graph, task, 8, 1024);
    double posterior = baselines(graph, task, batches).transitionPosterior();
    BayesLoss all =
        BayesLoss.of(
                SequenceProcess.of(graph, task), batches, 8192, 64, posterior, 4, YardstickTest::on)
            .orElseThrow();
    BayesLoss some =
        BayesLoss.of(
                SequenceProcess.of(graph, task), batches, 1024, 64, posterior, 5, YardstickTest::on)
            .orElseThrow();
    System.out.println(all + " " + some);
    assertThat(some.error()).isGreaterThan(2 * all.error());
    assertThat(some.loss()).isCloseTo(all.loss(), within(4 * some.error()));
  }

  @Test
  void ofADagThePosteriorIsTheBayesPredictor() {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.3), 0, 0);
    var dag = new Dag(2, Dag.Pattern.PAPER);
    GenerativeGraph graph = Violations.NONE.apply(dag, 12, Seeds.random(1));
    List<SequenceBatch> batches = batches(graph, task, 1, 16);
    assertThat(
            BayesLoss.of(
                SequenceProcess.of(graph, task), batches, 16, 2, 0.5, 4, YardstickTest::on))
        .hasValueSatisfying(
            bayes -> {
              assertThat(bayes.loss()).isEqualTo(0.5);
              assertThat(bayes.error()).isZero();
              assertThat(bayes.effectiveSampleSize()).isNaN();
            });
    GenerativeGraph latent =
        new Violations(0, 8, 0.3, 0, 0).apply(new Dag(2, Dag.Pattern.RANDOM), 12, Seeds.random(1));
    assertThat(
            BayesLoss.of(
                SequenceProcess.of(latent, task), batches, 16, 2, 0.5, 4, YardstickTest::on))
        .isEmpty();
  }

  /** By hand: T = 4, parents (-1, 0, 1), tokens 0 1 0 and query 0. */
  @Test
  void constructionOfOneSequenceIsWhatItsFormulaSays() {
    var graph = GenerativeGraph.of(CausalGraph.ofParents(-1, 0, 1));
    var batch = new SequenceBatch(1, 4, 2, new int[] {0, 1, 0, 0}, new float[] {0.25f, 0.75f});
    Construction found =
        Construction.of(graph, List.of(batch), OptionalDouble.of(0.01), YardstickTest::on);
    // x = (1, 1, 0, 3/4): only position 1 has symbol 1
    double least = Double.POSITIVE_INFINITY;
    for (double beta = 0; beta <= 256; beta += 1e-3) {
      double total = 2 + Math.exp(-beta) + Math.exp(-beta / 4);
      double f1 = 1 / total;
      double loss = -0.25 * Math.log((1 - f1 + 0.01) / 1.02) - 0.75 * Math.log((f1 + 0.01) / 1.02);
      least = Math.min(least, loss);
    }
    assertThat(found.loss()).isCloseTo(least, within(1e-5));
    assertThat(found.epsilon()).isEqualTo(0.01);
  }

  @Test
  void constructionIsNoBetterThanBayesAndNearsItOnLongSequences() {
    double before = Double.POSITIVE_INFINITY;
    for (int length : new int[] {8, 32, 128}) {
      var task = new TaskSettings(2, length, new TransitionPrior.Dirichlet(1), 0, 0);
      GenerativeGraph graph =
          Violations.NONE.apply(new GraphFamily.Chain(), length, Seeds.random(1));
      List<SequenceBatch> batches = batches(graph, task, 2, 1024);
      double posterior = baselines(graph, task, batches).transitionPosterior();
      BayesLoss bayes =
          BayesLoss.of(
                  SequenceProcess.of(graph, task),
                  batches,
                  2048,
                  64,
                  posterior,
                  3,
                  YardstickTest::on)
              .orElseThrow();
      Construction construction =
          Construction.of(graph, batches, OptionalDouble.empty(), YardstickTest::on);
      System.out.println(length + " " + bayes + " " + construction);
      double gap = construction.loss() - bayes.loss();
      assertThat(gap).isBetween(-4 * bayes.error(), before);
      before = gap;
    }
    assertThat(before).isLessThan(0.02);
  }

  @Test
  void ofTwoParentsTheConstructionComparesBoth() {
    var task = new TaskSettings(2, 32, new TransitionPrior.Dirichlet(0.1), 0, 0);
    var dag = new Dag(2, Dag.Pattern.PAPER);
    GenerativeGraph graph = Violations.NONE.apply(dag, 32, Seeds.random(1));
    List<SequenceBatch> batches = batches(graph, task, 1, 2048);
    Baselines baselines = baselines(graph, task, batches);
    Construction construction =
        Construction.of(graph, batches, OptionalDouble.empty(), YardstickTest::on);
    System.out.println(baselines + " " + construction);
    assertThat(construction.loss())
        .isBetween(
            baselines.transitionPosterior(),
            0.5 * (baselines.transitionPosterior() + baselines.unigram()));
  }

  private static List<SequenceBatch> batches(
      GenerativeGraph graph, TaskSettings task, int count, int size) {
    var sampler = new SequenceSampler(graph, task, 2);
    var batches = new ArrayList<SequenceBatch>();
    for (int i = 0; i < count; i++) {
      var batch = SequenceBatch.allocate(size, task.length(), task.vocab());
      sampler.draw(batch);
      batches.add(batch);
    }
    return batches;
  }

  private static Baselines baselines(
      GenerativeGraph graph, TaskSettings task, List<SequenceBatch> batches) {
    var posterior = TransitionPosterior.of(graph, task.prior());
    double sum = 0;
    double entropy = 0;
    double unigram = 0;
    for (SequenceBatch batch : batches) {
      Baselines here = Baselines.of(batch, posterior);
      sum += here.transitionPosterior() / batches.size();
      entropy += here.entropy() / batches.size();
      unigram += here.unigram() / batches.size();
    }
    return new Baselines(sum, entropy, 0, unigram, 0);
  }
}
