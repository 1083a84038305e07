package org.espalier.task;

import java.util.Arrays;
import org.espalier.graph.GenerativeGraph;

/**
 * Sequences of a graph of single parents with a query.
 *
 * <p>L sequences at a time, side by side as lanes: see {@link LawBlock}. All random numbers of a
 * sequence are taken before those of the next, so lanes do not show in the stream.
 */
final class ForestDrawing implements Drawing {

  private final int vocab;
  private final int length;
  private final int[] shown;
  private final double flip;
  private final double jitter;
  private final LawBlock laws;
  private final int lanes; // L

  /** [N] the parent of each node, N for a root. Node N always has the "token" S: the row of mu. */
  private final int[] parents;

  /** The nodes drawn, in order: all once, then R times those that a cycle reaches. */
  private final int[] steps;

  /** The first N steps take a node whose parent comes later for a root. */
  private final int nodes;

  private final double[] uniforms; // [steps,L]
  private final int[] tokens; // [N+1,L]
  private final int[] queries; // [L]
  private final int[] flips; // [T-1,L] what a token is replaced by, or -1
  private final int[] jittered; // [N,L] each sequence's own parents
  private final int[] rows; // [L]

  ForestDrawing(GenerativeGraph graph, TaskSettings task) {
    vocab = task.vocab();
    length = task.length();
    shown = graph.shown();
    flip = task.flip();
    jitter = graph.violations().jitter();
    laws = new LawBlock(task.prior(), vocab);
    lanes = laws.lanes();
    nodes = graph.nodes().size();
    parents = parents(graph);
    int[] again = Cycles.reached(graph.nodes(), jitter > 0);
    int sweeps = again.length == 0 ? 0 : graph.violations().cycleSweeps();
    steps = new int[nodes + sweeps * again.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i < nodes ? i : again[(i - nodes) % again.length];
    }
    uniforms = new double[steps.length * lanes];
    tokens = new int[(nodes + 1) * lanes];
    Arrays.fill(tokens, nodes * lanes, tokens.length, vocab);
    queries = new int[lanes];
    flips = new int[flip > 0 ? shown.length * lanes : 0];
    jittered = new int[jitter > 0 ? nodes * lanes : 0];
    rows = new int[lanes];
  }

  private static int[] parents(GenerativeGraph graph) {
    int[] parents = new int[graph.nodes().size()];
    for (int node = 0; node < parents.length; node++) {
      int[] of = graph.nodes().parents(node);
      if (of.length > 1) {
        throw new IllegalArgumentException("node %d must have at most one parent".formatted(node));
      }
      parents[node] = of.length == 0 ? parents.length : of[0];
    }
    return parents;
  }

  @Override
  public void draw(SequenceBatch into, Xoshiro256 random) {
    for (int from = 0; from < into.size(); from += lanes) {
      int filled = Math.min(lanes, into.size() - from);
      for (int l = 0; l < filled; l++) {
        drawNumbers(l, random);
      }
      laws.complete(filled);
      for (int step = 0; step < steps.length; step++) {
        drawTokens(step, filled);
      }
      write(into, from, filled);
    }
  }

  /** All random numbers of one sequence. */
  private void drawNumbers(int lane, Xoshiro256 random) {
    laws.draw(lane, random);
    random.fillPositive(uniforms, lane, lanes, steps.length);
    queries[lane] = random.nextInt(vocab);
    if (flip > 0) {
      for (int i = 0; i < shown.length; i++) {
        boolean replaced = random.nextPositive() <= flip;
        flips[i * lanes + lane] = replaced ? random.nextInt(vocab) : -1;
      }
    }
    if (jitter > 0) {
      for (int node = 0; node < nodes; node++) {
        jittered[node * lanes + lane] = jitter(node, random);
      }
    }
  }

  /** The node's parent in one sequence. */
  int jitter(int node, Xoshiro256 random) {
    int parent = parents[node];
    if (parent == nodes || !(random.nextPositive() <= jitter)) {
      return parent;
    }
    return parent < node ? random.nextInt(node) : node + 1 + random.nextInt(nodes - 1 - node);
  }

  /** s_i ~ pi(. | s_p(i)), or mu for a root. */
  private void drawTokens(int step, int filled) {
    int node = steps[step];
    if (jitter > 0) {
      for (int l = 0; l < filled; l++) {
        rows[l] = tokens[rowOf(step, jittered[node * lanes + l]) * lanes + l];
      }
      laws.draw(rows, 0, uniforms, step * lanes, tokens, node * lanes, filled);
    } else {
      int row = rowOf(step, parents[node]) * lanes;
      laws.draw(tokens, row, uniforms, step * lanes, tokens, node * lanes, filled);
    }
  }

  /** Whose token the step's node is drawn from: in the first pass a later parent is none. */
  private int rowOf(int step, int parent) {
    return step < nodes && parent > step ? nodes : parent;
  }

  private void write(SequenceBatch into, int from, int filled) {
    int size = into.size();
    for (int i = 0; i < shown.length; i++) {
      int to = i * size + from;
      System.arraycopy(tokens, shown[i] * lanes, into.tokens(), to, filled);
      if (flip > 0) {
        for (int l = 0; l < filled; l++) {
          int replacement = flips[i * lanes + l];
          if (replacement >= 0) {
            into.tokens()[to + l] = replacement;
          }
        }
      }
    }
    System.arraycopy(queries, 0, into.tokens(), (length - 1) * size + from, filled);
    for (int s = 0; s < vocab; s++) {
      laws.probabilities(queries, s, into.targets(), s * size + from, filled);
    }
  }
}
