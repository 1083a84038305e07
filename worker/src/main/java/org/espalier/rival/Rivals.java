package org.espalier.rival;

import static org.espalier.InvalidValueException.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.rival.GraphEvidence.Optimum;
import org.espalier.task.RootDistribution;
import org.espalier.task.SequenceBatch;
import org.espalier.task.TaskSettings;

/**
 * Runs rivals on a set of sequences.
 *
 * <p>They know the prior of the transition distribution and how many parents a position has that
 * has any, nothing else. Memory, see {@link #bytes}: 2 n N bytes for the tokens and, one after the
 * other, 2 N (1 + S^k) (S + 1) for the counts of the evidence and what the conditional information
 * of pairs takes, 16 KB S (S + 1) and up to 32 MB: 1 MB at T = 20, S = 3, N = 16,384, and 139 MB at
 * S = 64.
 */
public final class Rivals {

  /** Starts of the search for the graph of greatest evidence. */
  static final int STARTS = 8;

  private final ContextTokens tokens;
  private final TaskSettings task;
  private final int parents;
  private final RootDistribution rootDistribution;
  private final long seed;

  /** Worked out when first asked for: two methods want it. */
  private Optional<double[][]> conditional = Optional.empty();

  private Rivals(
      ContextTokens tokens,
      TaskSettings task,
      int parents,
      RootDistribution rootDistribution,
      long seed) {
    this.tokens = tokens;
    this.task = task;
    this.parents = parents;
    this.rootDistribution = rootDistribution;
    this.seed = seed;
  }

  /**
   * Rivals for the sequences of a task.
   *
   * @param sequences all are used
   * @param family what the graph was drawn from: it says how many parents a position has
   * @param seed of the search's starts and of Monte Carlo means
   */
  public static Rivals of(
      SequenceBatch sequences, GraphFamily family, TaskSettings task, long seed) {
    return new Rivals(
        ContextTokens.of(sequences), task, parents(family), rootDistribution(family, task), seed);
  }

  /** The number of parents of a position that has any. */
  private static int parents(GraphFamily family) {
    return family.mostParents();
  }

  private static RootDistribution rootDistribution(GraphFamily family, TaskSettings task) {
    return task.roots().resolved(family.hasQuery());
  }

  /**
   * Refuses more sequences than there is room to count, which else would show once a trial has been
   * trained.
   *
   * @param given {@code rivals.sequences}, as it is set
   * @param sequences as many as there are of them
   * @throws org.espalier.InvalidValueException which names the component {@code rivals.sequences}
   */
  public static void requireCountable(int given, int sequences, int vocab, GraphFamily family) {
    require(
        TransitionCounts.entries(sequences, vocab, parents(family)) <= TransitionCounts.MOST,
        "rivals.sequences",
        given,
        String.format(
            Locale.ROOT,
            "with task.vocab = %d and %d parents of a position has more counts than an array holds,"
                + " must be at most %.0f",
            vocab,
            parents(family),
            Math.floor(
                TransitionCounts.MOST / TransitionCounts.entries(1, vocab, parents(family)))));
  }

  /**
   * The bytes that methods hold at most: the tokens, 2 n N, and the larger one of the counts of the
   * evidence, 2 N (1 + S^k) (S + 1), and of what is held while the conditional information of pairs
   * is worked out, if one of the methods asks for it.
   */
  public static double bytes(
      List<RivalMethod> methods, int sequences, GraphFamily family, TaskSettings task) {
    int positions = task.length() - 1;
    int vocab = task.vocab();
    double counts = Short.BYTES * TransitionCounts.entries(sequences, vocab, parents(family));
    double conditional =
        isConditional(methods, family, task)
            ? ConditionalInformation.bytes(sequences, positions, vocab)
            : 0;
    return 2.0 * positions * sequences + Math.max(counts, conditional);
  }

  /** Whether one of the methods asks for the conditional information of pairs. */
  public static boolean isConditional(
      List<RivalMethod> methods, GraphFamily family, TaskSettings task) {
    return methods.contains(RivalMethod.CONDITIONAL_INFORMATION)
        || (methods.contains(RivalMethod.EVIDENCE)
            && rootDistribution(family, task) == RootDistribution.STATIONARY);
  }

  /**
   * Has a method find a graph. Its scores are
   *
   * <ul>
   *   <li>pooled-information, chow-liu: the pooled mutual information, in nats;
   *   <li>conditional-information: the log evidence of the pair against independence, in nats;
   *   <li>evidence: what the candidate as the only parent adds to the log evidence of the graph
   *       found, less what no parent adds, in nats; with several parents, what it adds in the place
   *       of the parent that it replaces best, less what that parent adds: 0 for the graph's edges,
   *       negative for others, NaN where the position was left without parents.
   * </ul>
   *
   * @throws org.espalier.InvalidValueException if the method is not defined for the family
   */
  public Finding find(RivalMethod method) {
    long start = System.nanoTime();
    double[][] scores;
    CausalGraph graph;
    switch (method) {
      case POOLED_INFORMATION -> {
        scores = PooledInformation.of(tokens);
        graph = PooledInformation.mostInformative(scores, parents);
      }
      case CHOW_LIU -> {
        scores = PooledInformation.of(tokens);
        graph = ChowLiu.tree(scores);
      }
      case CONDITIONAL_INFORMATION -> {
        scores = conditional();
        graph = ConditionalInformation.graph(scores);
      }
      case EVIDENCE -> {
        GraphEvidence evidence = evidence();
        Optimum best =
            evidence.best(firstStart(), STARTS, RandomSource.XO_SHI_RO_256_PP.create(seed));
        scores = evidence.gains(best.parents());
        graph = best.graph();
      }
      default -> throw new IllegalStateException("no method " + method);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Finding(method, tokens.sequences(), graph, scores, logEvidence(graph), seconds);
  }

  private double[][] conditional() {
    if (conditional.isEmpty()) {
      conditional = Optional.of(ConditionalInformation.of(tokens, task, seed));
    }
    return conditional.get();
  }

  /** The best pairs by conditional information, where it is defined: little is left to do then. */
  private Optional<int[][]> firstStart() {
    return rootDistribution == RootDistribution.STATIONARY
        ? Optional.of(lists(PooledInformation.mostInformative(conditional(), 1)))
        : Optional.empty();
  }

  private GraphEvidence evidence() {
    boolean uniform =
        rootDistribution == RootDistribution.STATIONARY && task.prior().hasUniformStationary();
    return GraphEvidence.of(
        tokens, task.prior(), parents, uniform ? RootDistribution.UNIFORM : rootDistribution);
  }

  /**
   * ln p(sequences | graph), in nats; NaN if it has no closed form under the prior, sequences share
   * the matrices of a pool, or the graph gives a position neither none nor k parents, or a parent
   * behind its child.
   */
  public double logEvidence(CausalGraph graph) {
    if (task.pool() > 0 || !task.prior().hasExactPosteriorMean(task.vocab())) {
      return Double.NaN;
    }
    for (int i = 0; i < graph.size(); i++) {
      int[] of = graph.parents(i);
      if ((of.length != 0 && of.length != parents) || (of.length > 0 && of[of.length - 1] > i)) {
        return Double.NaN;
      }
    }
    return evidence().logEvidence(lists(graph));
  }

  private static int[][] lists(CausalGraph graph) {
    int[][] lists = new int[graph.size()][];
    Arrays.setAll(lists, graph::parents);
    return lists;
  }
}
