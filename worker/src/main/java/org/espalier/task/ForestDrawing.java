package org.espalier.task;

import java.util.Arrays;
import java.util.Locale;
import org.espalier.graph.GenerativeGraph;

/**
 * Sequences of a graph of single parents with a query.
 *
 * <p>L sequences at a time, side by side as lanes: see {@link TransitionTile}. All random numbers
 * of a sequence are taken before those of the next, so lanes do not show in the stream.
 */
final class ForestDrawing implements Drawing {

  private final int vocab;
  private final int length;
  private final int[] shown;
  private final double flip;
  private final double jitter;
  private final TransitionTile transitions;
  private final int lanes; // L

  private final StructureChoice choice;

  /**
   * [C][N] the parent of each node in each structure, N for a root. Node N always has the "token"
   * S: the row of the roots.
   */
  private final int[][] parentsOf;

  /** Of the only structure, or of the first one. */
  private final int[] parents;

  /** Whether each sequence has parents of its own: by jitter, or of a structure of its own. */
  private final boolean ownParents;

  /**
   * Each of the N nodes is drawn once; here a node whose parent comes later is taken for a root.
   */
  private final int nodes;

  /** Then R times those that a cycle reaches. */
  private final Cycles cycles;

  /** Number of drawings of a node: N, and R for each place of the sweep. */
  private final int steps;

  private final double[] uniforms; // [steps,L]
  private final int[] tokens; // [N+1,L]
  private final int[] queries; // [L]
  private final int[] flips; // [T-1,L] what a token is replaced by, or -1
  private final int[] own; // [N,L] each sequence's own parents
  private final int[] rows; // [L]
  private final int[] starts; // [places of a sweep,L] where a cycle begins
  private final int[] redrawn; // [L]
  private final double[] targetUniforms; // [L] where the target is a token
  private final int[] targets; // [L]

  /** Views of these. */
  private final Uniforms[] uniformsOf; // per step

  private final Symbols[] tokensOf; // per node, and of mu
  private final Symbols ownRows;
  private final Symbols redrawnSymbols;

  ForestDrawing(SequenceProcess process) {
    TaskSettings task = process.task();
    GenerativeGraph graph = process.graphs().first();
    choice = new StructureChoice(process.graphs().weights());
    parentsOf =
        process.graphs().graphs().stream().map(ForestDrawing::parents).toArray(int[][]::new);
    parents = parentsOf[0];
    vocab = task.vocab();
    length = task.length();
    shown = graph.shown();
    flip = task.flip();
    jitter = graph.violations().jitter();
    ownParents = jitter > 0 || parentsOf.length > 1;
    transitions = new TransitionTile(task.prior(), vocab, task.roots().of(graph), process.pool());
    lanes = transitions.lanes();
    nodes = graph.nodes().size();
    cycles = Cycles.of(graph.nodes(), jitter > 0, nodes);
    steps = nodes + graph.violations().cycleSweeps() * cycles.size();
    uniforms = new double[steps * lanes];
    tokens = new int[(nodes + 1) * lanes];
    Arrays.fill(tokens, nodes * lanes, tokens.length, vocab);
    queries = new int[lanes];
    flips = new int[flip > 0 ? shown.length * lanes : 0];
    own = new int[ownParents ? nodes * lanes : 0];
    rows = new int[lanes];
    starts = new int[cycles.size() * lanes];
    redrawn = new int[lanes];
    targetUniforms = new double[task.target() == Target.TOKEN ? lanes : 0];
    targets = new int[targetUniforms.length];
    uniformsOf = Uniforms.rows(uniforms, lanes);
    tokensOf = Symbols.rows(tokens, lanes);
    ownRows = new Symbols(rows, 0);
    redrawnSymbols = new Symbols(redrawn, 0);
  }

  private static int[] parents(GenerativeGraph graph) {
    int[] parents = new int[graph.nodes().size()];
    for (int node = 0; node < parents.length; node++) {
      int[] of = graph.nodes().parents(node);
      if (of.length > 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "node %d must have at most one parent", node));
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
      transitions.complete(filled);
      for (int node = 0; node < nodes; node++) {
        drawTokens(node, node, parentsOf.length == 1 && parents[node] > node, filled);
      }
      for (int step = nodes; step < steps; step++) {
        redraw(step, (step - nodes) % cycles.size(), filled);
      }
      write(into, from, filled);
    }
  }

  /** All random numbers of one sequence. */
  private void drawNumbers(int lane, Xoshiro256 random) {
    int[] base = parentsOf[choice.draw(random)];
    transitions.draw(lane, random);
    random.fillPositive(uniforms, lane, lanes, steps);
    queries[lane] = random.nextInt(vocab);
    if (flip > 0) {
      for (int i = 0; i < shown.length; i++) {
        boolean replaced = random.nextPositive() <= flip;
        flips[i * lanes + lane] = replaced ? random.nextInt(vocab) : -1;
      }
    }
    if (ownParents) {
      for (int node = 0; node < nodes; node++) {
        own[node * lanes + lane] = jitter(node, base[node], random);
      }
    }
    for (int place = 0; place < cycles.size(); place++) {
      if (cycles.begins(place)) {
        starts[place * lanes + lane] = random.nextInt(cycles.length(place));
      }
    }
    if (targetUniforms.length > 0) {
      targetUniforms[lane] = random.nextPositive();
    }
  }

  /** The node's parent in one sequence of the only structure. */
  int jitter(int node, Xoshiro256 random) {
    return jitter(node, parents[node], random);
  }

  private int jitter(int node, int parent, Xoshiro256 random) {
    if (jitter == 0 || parent == nodes || !(random.nextPositive() <= jitter)) {
      return parent;
    }
    return parent < node ? random.nextInt(node) : node + 1 + random.nextInt(nodes - 1 - node);
  }

  /**
   * s_i ~ pi(. | s_p(i)), or mu for a root; a node has its parent on the same side in each lane.
   */
  private void drawTokens(int step, int node, boolean asRoot, int filled) {
    if (ownParents && !asRoot) {
      for (int l = 0; l < filled; l++) {
        rows[l] = tokens[own[node * lanes + l] * lanes + l];
      }
      transitions.draw(ownRows, uniformsOf[step], tokensOf[node], filled);
    } else {
      Symbols row = tokensOf[asRoot ? nodes : parents[node]];
      transitions.draw(row, uniformsOf[step], tokensOf[node], filled);
    }
  }

  /** The same in a sweep, where each lane begins a cycle at a node of its own. */
  private void redraw(int step, int place, int filled) {
    if (cycles.length(place) == 1) {
      drawTokens(step, cycles.node(place, 0), false, filled);
      return;
    }
    int at = cycles.first(place) * lanes;
    for (int l = 0; l < filled; l++) {
      int node = cycles.node(place, starts[at + l]);
      int parent = jitter > 0 ? own[node * lanes + l] : parents[node];
      rows[l] = tokens[parent * lanes + l];
    }
    transitions.draw(ownRows, uniformsOf[step], redrawnSymbols, filled);
    for (int l = 0; l < filled; l++) {
      tokens[cycles.node(place, starts[at + l]) * lanes + l] = redrawn[l];
    }
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
    if (targets.length > 0) {
      writeTokens(into, from, filled);
      return;
    }
    for (int s = 0; s < vocab; s++) {
      transitions.probabilities(queries, s, into.targets(), s * size + from, filled);
    }
  }

  /** A token drawn after each query, as the target. */
  private void writeTokens(SequenceBatch into, int from, int filled) {
    transitions.draw(
        new Symbols(queries, 0), new Uniforms(targetUniforms, 0), new Symbols(targets, 0), filled);
    for (int s = 0; s < vocab; s++) {
      for (int l = 0; l < filled; l++) {
        into.targets()[s * into.size() + from + l] = targets[l] == s ? 1 : 0;
      }
    }
  }
}
