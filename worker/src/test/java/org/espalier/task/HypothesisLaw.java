package org.espalier.task;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.Violations;

/**
 * The probability of sequences by the definition: summed over structures, over the matrices of a
 * pool or by the closed form of a Dirichlet row, over the parents that jitter gives and over the
 * tokens that flips hide.
 */
final class HypothesisLaw {
  private final SequenceProcess process;
  private final int vocab;
  private final double alpha;
  private final boolean query;
  private final RootDistribution roots;

  /**
   * Of a process of a Dirichlet prior.
   *
   * @param process jitter is for single parents and a pool
   */
  HypothesisLaw(SequenceProcess process) {
    this.process = process;
    vocab = process.task().vocab();
    alpha =
        process.task().prior() instanceof TransitionPrior.Dirichlet dirichlet
            ? dirichlet.alpha()
            : Double.NaN;
    query = process.graphs().hasQuery();
    roots = process.task().roots().of(process.graphs().first());
  }

  /** The same with flips of context tokens, of sequences of full length. */
  double shown(int[] tokens, int next) {
    double eta = process.task().flip();
    int context = tokens.length - 1;
    double sum = 0;
    int cells = (int) Math.round(Math.pow(vocab, eta == 0 ? 0 : context));
    for (int cell = 0; cell < cells; cell++) {
      int[] clean = tokens.clone();
      double channel = 1;
      for (int i = 0, rest = cell; eta > 0 && i < context; i++, rest /= vocab) {
        clean[i] = rest % vocab;
        channel *= eta / vocab + (clean[i] == tokens[i] ? 1 - eta : 0);
      }
      sum += channel * of(clean, next);
    }
    return sum;
  }

  /**
   * Of the first tokens of a sequence and the one after them; with a query, which is the last of
   * the tokens, of a whole sequence.
   */
  double of(int[] tokens, int next) {
    double sum = 0;
    for (int c = 0; c < process.graphs().size(); c++) {
      sum += process.graphs().weights().get(c) * of(c, tokens, next);
    }
    return sum;
  }

  private double of(int structure, int[] tokens, int next) {
    if (process.pool().isEmpty()) {
      return ofFresh(structure, tokens, next);
    }
    int size = process.pool().get().size();
    double sum = 0;
    for (int m = 0; m < size; m++) {
      sum += ofMatrix(structure, m, tokens, next) / size;
    }
    return sum;
  }

  private int[] extended(int[] tokens, int next) {
    int[] all = Arrays.copyOf(tokens, tokens.length + 1);
    all[tokens.length] = next;
    return all;
  }

  private double ofMatrix(int structure, int matrix, int[] tokens, int next) {
    GenerativeGraph graph = process.graphs().graphs().get(structure);
    Violations violations = graph.violations();
    int[] all = query ? tokens : extended(tokens, next);
    int nodes = query ? tokens.length - 1 : all.length;
    double product = query ? probability(matrix, new int[] {tokens[nodes]}, next) / vocab : 1;
    for (int i = 0; i < nodes; i++) {
      int[] parents = graph.nodes().parents(i);
      int[] symbols = Arrays.stream(parents).map(p -> all[p]).toArray();
      double straight = probability(matrix, symbols, all[i]);
      boolean varies =
          violations.jitter() > 0 && parents.length > 0 && (query || i < graph.length());
      double redrawn = 0;
      for (int j = 0; varies && j < i; j++) {
        redrawn += probability(matrix, new int[] {all[j]}, all[i]) / i;
      }
      double e = varies ? violations.jitter() : 0;
      product *= (1 - e) * straight + e * redrawn;
    }
    return product;
  }

  private double probability(int matrix, int[] parents, int s) {
    TransitionPool pool = process.pool().orElseThrow();
    if (parents.length == 0) {
      return switch (roots) {
        case UNIFORM -> 1.0 / vocab;
        case DRAWN -> pool.probability(matrix, query ? vocab : 0, s);
        default -> stationary(pool, matrix)[s];
      };
    }
    int row = 0;
    for (int parent : parents) {
      row = row * vocab + parent;
    }
    boolean behindRoots = !query && roots == RootDistribution.DRAWN;
    return pool.probability(matrix, row + (behindRoots ? 1 : 0), s);
  }

  private double[] stationary(TransitionPool pool, int matrix) {
    double[] mu = new double[vocab];
    Arrays.fill(mu, 1.0 / vocab);
    for (int step = 0; step < 10_000; step++) {
      double[] after = new double[vocab];
      for (int r = 0; r < vocab; r++) {
        for (int s = 0; s < vocab; s++) {
          after[s] += mu[r] * pool.probability(matrix, r, s);
        }
      }
      mu = after;
    }
    return mu;
  }

  /** Rows integrated out: the product of their Dirichlet-multinomial evidences. */
  private double ofFresh(int structure, int[] tokens, int next) {
    GenerativeGraph graph = process.graphs().graphs().get(structure);
    int[] all = query ? tokens : extended(tokens, next);
    int nodes = query ? tokens.length - 1 : all.length;
    Map<String, int[]> rows = new HashMap<>();
    double log = query ? -Math.log(vocab) : 0;
    for (int i = 0; i < nodes; i++) {
      int[] symbols = Arrays.stream(graph.nodes().parents(i)).map(p -> all[p]).toArray();
      if (symbols.length == 0 && roots == RootDistribution.UNIFORM) {
        log -= Math.log(vocab);
      } else {
        rows.computeIfAbsent(Arrays.toString(symbols), row -> new int[vocab])[all[i]]++;
      }
    }
    if (query) {
      int[] symbols = {tokens[nodes]};
      rows.computeIfAbsent(Arrays.toString(symbols), row -> new int[vocab])[next]++;
    }
    for (int[] counts : rows.values()) {
      int n = Arrays.stream(counts).sum();
      log += Statistics.logGamma(vocab * alpha) - Statistics.logGamma(vocab * alpha + n);
      for (int count : counts) {
        log += Statistics.logGamma(alpha + count) - Statistics.logGamma(alpha);
      }
    }
    return Math.exp(log);
  }
}
