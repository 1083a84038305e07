package org.espalier.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.espalier.InvalidValueException;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag;
import org.espalier.graph.Violations;
import org.espalier.metric.EdgeScope;
import org.espalier.metric.GraphComparison;
import org.espalier.task.RootDistribution;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RivalRecoveryTest {

  private static final int GRAPHS = 20;

  /** What the independent simulation looked at: 5 trees of 11 positions with a single root. */
  private static final int SIMULATED_EDGES = 50;

  /**
   * Edge accuracies that an independent simulation found on 5 random trees of a single root (S = 3,
   * T = 12, alpha = .1), within two standard errors of the difference. A difference beyond that has
   * a probability of 5 % for each line with another seed; the given one has none.
   */
  @ParameterizedTest
  @CsvSource({
    "POOLED_INFORMATION, 64, .10", "POOLED_INFORMATION, 256, .10", "POOLED_INFORMATION, 1024, .10",
    "CHOW_LIU, 64, .02", "CHOW_LIU, 256, .00", "CHOW_LIU, 1024, .00",
    "EVIDENCE, 64, .90", "EVIDENCE, 256, 1.00", "EVIDENCE, 1024, 1.00"
  })
  void accuraciesOnTreesAreThoseOfAnIndependentSimulation(
      RivalMethod method, int sequences, double expected) {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.1), 0, 0);
    double[] accuracies = accuracies(method, new GraphFamily.RandomTree(), task, sequences);
    agrees(method + " N=" + sequences, accuracies, expected);
  }

  /** The same simulation: evidence at N = 1024 under flips. */
  @ParameterizedTest
  @CsvSource({".2, .84", ".4, .50"})
  void evidenceUnderFlipsIsThatOfAnIndependentSimulation(double flip, double expected) {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.1), flip, 0);
    double[] accuracies =
        accuracies(RivalMethod.EVIDENCE, new GraphFamily.RandomTree(), task, 1024);
    agrees("flip " + flip, accuracies, expected);
  }

  /**
   * Within 2 sqrt(e^2 + E^2): e the standard error of the mean over graphs, E that of the
   * simulation's share of its 50 edges, sqrt(p (1 - p) / 50), which is 0 where it found all or
   * none.
   */
  private static void agrees(String what, double[] accuracies, double expected) {
    double mean = Arrays.stream(accuracies).average().orElseThrow();
    double squares = Arrays.stream(accuracies).map(a -> (a - mean) * (a - mean)).sum();
    double measured = Math.sqrt(squares / (GRAPHS - 1) / GRAPHS);
    double simulated = Math.sqrt(expected * (1 - expected) / SIMULATED_EDGES);
    System.out.printf(
        Locale.ROOT,
        "%s: %.4f +- %.4f, expected %.2f +- %.4f%n",
        what,
        mean,
        measured,
        expected,
        simulated);
    double rounding = 1e-12; // of a mean of equal accuracies
    assertThat(mean)
        .as(what)
        .isCloseTo(expected, within(2 * Math.hypot(measured, simulated) + rounding));
  }

  @Test
  void conditionalInformationFindsParentsAndRootsOfForests() {
    var task = new TaskSettings(3, 12, new TransitionPrior.Dirichlet(0.1), 0, 0);
    for (int seed = 0; seed < 5; seed++) {
      CausalGraph graph = new GraphFamily.RandomForest(0.5).draw(11, Seeds.random(seed));
      Finding found =
          find(RivalMethod.CONDITIONAL_INFORMATION, graph, new GraphFamily.RandomForest(0.5), task);
      assertThat(found.graph()).isEqualTo(graph);
    }
  }

  @Test
  void evidenceFindsBothParentsOfDags() {
    var task = new TaskSettings(2, 10, new TransitionPrior.Dirichlet(0.3), 0, 0);
    for (Dag dag : new Dag[] {new Dag(2, Dag.Pattern.PAPER), new Dag(2, Dag.Pattern.RANDOM)}) {
      GenerativeGraph graph = Violations.NONE.apply(dag, 10, Seeds.random(3));
      var batch = SequenceBatch.allocate(4096, 10, 2);
      new SequenceSampler(graph, task, 4).draw(batch);
      Finding found = Rivals.of(batch, dag, task, 5).find(RivalMethod.EVIDENCE);
      assertThat(found.graph()).isEqualTo(graph.observed());
    }
  }

  @Test
  void treesAndStationaryDistributionsAreRefusedForDags() {
    var dag = new Dag(2, Dag.Pattern.PAPER);
    assertThatThrownBy(() -> RivalMethod.CHOW_LIU.requireDefined(dag, RootDistribution.AUTO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must not name chow-liu with graph.family = dag");
    assertThatThrownBy(
            () -> RivalMethod.CONDITIONAL_INFORMATION.requireDefined(dag, RootDistribution.AUTO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must not name conditional-information with task.roots = uniform");
    assertThatThrownBy(
            () ->
                RivalMethod.CONDITIONAL_INFORMATION.requireDefined(
                    new GraphFamily.Chain(), RootDistribution.DRAWN))
        .hasMessageContaining("task.roots = drawn");
    for (RivalMethod method : RivalMethod.values()) {
      method.requireDefined(new GraphFamily.Chain(), RootDistribution.AUTO);
    }
    RivalMethod.EVIDENCE.requireDefined(dag, RootDistribution.DRAWN);
    RivalMethod.POOLED_INFORMATION.requireDefined(dag, RootDistribution.UNIFORM);
  }

  /** Sequences that share matrices are not as likely as if each had its own. */
  @Test
  void withAPoolThereIsNoEvidenceOfGraphs() {
    var task = new TaskSettings(2, 10, new TransitionPrior.Dirichlet(0.3), 0, 0);
    var chain = new GraphFamily.Chain();
    CausalGraph graph = chain.draw(9, Seeds.random(1));
    var batch = SequenceBatch.allocate(64, 10, 2);
    new SequenceSampler(graph, task, 4).draw(batch);
    assertThat(Rivals.of(batch, chain, task, 5).logEvidence(graph)).isNegative();
    var pooled = Rivals.of(batch, chain, task.withPool(3), 5);
    assertThat(pooled.logEvidence(graph)).isNaN();
    assertThat(pooled.find(RivalMethod.POOLED_INFORMATION).logEvidence()).isNaN();
  }

  private static double[] accuracies(
      RivalMethod method, GraphFamily family, TaskSettings task, int sequences) {
    long seed = Seeds.of("accuracies", 11);
    return IntStream.range(0, GRAPHS)
        .mapToDouble(
            g -> {
              CausalGraph graph = family.draw(task.length() - 1, Seeds.random(seed + g));
              var batch = SequenceBatch.allocate(sequences, task.length(), task.vocab());
              new SequenceSampler(graph, task, seed + g).draw(batch);
              Finding found = Rivals.of(batch, family, task, seed).find(method);
              return GraphComparison.of(found.graph(), graph, EdgeScope.IDENTIFIABLE).accuracy();
            })
        .toArray();
  }

  private static Finding find(
      RivalMethod method, CausalGraph graph, GraphFamily family, TaskSettings task) {
    var batch = SequenceBatch.allocate(2048, task.length(), task.vocab());
    new SequenceSampler(graph, task, 9).draw(batch);
    return Rivals.of(batch, family, task, 10).find(method);
  }
}
