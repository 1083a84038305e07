package org.espalier.trial;

import java.util.Optional;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphMixture;
import org.espalier.model.Model;
import org.espalier.task.RootDistribution;
import org.espalier.task.SequenceProcess;
import org.espalier.task.SequenceSource;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionSampler;
import org.espalier.theory.MutualInformation;
import org.espalier.theory.ReducedGradient;
import org.espalier.theory.TheoryScores;

/**
 * What the theory knows of a trial before its first step: the reduced model's gradient on the
 * trial's own sequences, whatever model is trained, and the mutual informations of its graph.
 *
 * @param gradient [T][T] dL/dA1 at A1 = 0, A2 = beta0 I
 * @param information of the positions, before any noise; empty if the graph is no forest or varies
 *     from sequence to sequence (by jitter or in a mixture), or roots have another distribution
 *     than the stationary one
 * @param scores of the one against the other
 */
public record InitialTheory(
    double[][] gradient, Optional<MutualInformation> information, TheoryScores scores) {

  /** Says of a column of the gradient where it is null. */
  public static final String NO_GRADIENT =
      "Null where evaluation.theory-sequences is 0 or sequences have no query.";

  /** Says of a column of the mutual informations where it is null. */
  public static final String NO_INFORMATION =
      "Null where evaluation.theory-sequences is 0, sequences have no query, edges vary between"
          + " sequences, the graph is no forest or its roots are not stationary.";

  /** Sequences for each transition matrix that the informations are averaged over. */
  private static final int SEQUENCES_PER_LAW = 8;

  /**
   * Whether the mutual informations of a task can be computed on a graph: it is a single forest
   * with a query, the same for all sequences, whose roots have the stationary distribution.
   */
  public static boolean hasInformation(GraphMixture graphs, TaskSettings task) {
    GenerativeGraph graph = graphs.first();
    return graphs.size() == 1
        && graph.hasQuery()
        && graph.violations().jitter() == 0
        && task.roots().of(graph) == RootDistribution.STATIONARY
        && MutualInformation.isDefinedOn(graph.nodes());
  }

  /**
   * Computes it. A task without a query, whose positions have several parents, is beyond the
   * theory: empty.
   *
   * @param sequences from which {@code evaluation.theory-sequences} are drawn
   * @param distributionSeed of the stream of transition matrices
   */
  static Optional<InitialTheory> of(
      TrialSpec spec, SequenceProcess process, SequenceSource sequences, long distributionSeed) {
    GenerativeGraph graph = process.graphs().first();
    CausalGraph observed = process.graphs().observed();
    int count = spec.evaluation().theorySequences();
    if (count == 0 || !graph.hasQuery()) {
      return Optional.empty();
    }
    TaskSettings task = spec.task();
    boolean reduced = spec.model() instanceof Model.Reduced;
    double[][] gradient =
        ReducedGradient.atInitialization(
            sequences,
            count,
            task.vocab(),
            task.length(),
            reduced ? spec.learner().initialScale() : ReducedGradient.BETA0,
            spec.model() instanceof Model.Reduced r ? r.epsilon() : ReducedGradient.EPSILON);
    if (!hasInformation(process.graphs(), task)) {
      var scores = TheoryScores.ofGradient(observed, gradient);
      return Optional.of(new InitialTheory(gradient, Optional.empty(), scores));
    }
    int distributions = Math.max(2, count / SEQUENCES_PER_LAW);
    var matrices = new TransitionSampler(process.with(task), distributionSeed);
    double[] mu = new double[task.vocab()];
    var information =
        MutualInformation.average(
            graph.nodes(),
            graph.shown(),
            task.vocab(),
            distributions,
            (pi, reversed) -> {
              matrices.draw(pi, mu);
              matrices.reverse(reversed);
            });
    var scores = TheoryScores.of(observed, gradient, information, task.vocab());
    return Optional.of(new InitialTheory(gradient, Optional.of(information), scores));
  }
}
