package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.Arrays;
import java.util.Locale;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;

/**
 * Sequences of a graph of several parents, whose target is the distribution of the last node.
 *
 * <p>A sequence visits at most N of the S^k rows of its tensor, so a row is drawn when it is first
 * visited: rows are independent, and those never visited change nothing.
 */
final class DagDrawing implements Drawing {

  /** Entries of all tensors together: 64 MB of running sums and probabilities. */
  static final long MOST_ENTRIES = 1 << 22;

  private final int vocab;
  private final int[] shown;
  private final double flip;
  private final double jitter;
  private final RowSampler sampler;

  private final CausalGraph graph;
  private final int target;
  private final boolean rootsDrawn;
  private final int[][] parents; // [N][k_i] of the sequence at hand
  private final Cycles cycles;
  private final int[] starts; // [places of a sweep] where a cycle begins
  private final int sweeps;

  /** By in-degree, the first row of its tensor; -1 if no node has it. */
  private final int[] firstRow;

  private final double[] pi; // [rows,S]
  private final double[] sums; // [rows,S]
  private final int[] drawnFor; // [rows] the sequence that a row was drawn for
  private int sequence;
  private final int[] tokens; // [N]
  private final boolean targetDrawn;

  DagDrawing(GenerativeGraph generative, TaskSettings task) {
    graph = generative.nodes();
    vocab = task.vocab();
    shown = generative.shown();
    flip = task.flip();
    jitter = generative.violations().jitter();
    sampler = task.prior().rows(vocab, 1, 1, TransitionLoops.fastest());
    target = graph.size() - 1;
    rootsDrawn = task.roots().of(generative) == RootDistribution.DRAWN;
    parents = new int[graph.size()][];
    Arrays.setAll(parents, node -> graph.parents(node).clone());
    cycles = Cycles.of(graph, jitter > 0, target);
    starts = new int[cycles.size()];
    sweeps = generative.violations().cycleSweeps();
    int most = 0;
    for (int[] of : parents) {
      most = Math.max(most, of.length);
    }
    firstRow = new int[most + 1];
    int rows = layOut(most);
    pi = new double[rows * vocab];
    sums = new double[rows * vocab];
    drawnFor = new int[rows];
    tokens = new int[graph.size()];
    targetDrawn = task.target() == Target.TOKEN;
  }

  private int layOut(int most) {
    Arrays.fill(firstRow, -1);
    long rows = 0;
    if (rootsDrawn) {
      firstRow[0] = 0;
      rows = 1;
    }
    for (int[] of : parents) {
      if (of.length > 0 && firstRow[of.length] < 0) {
        firstRow[of.length] = (int) rows;
        rows += Math.round(Math.pow(vocab, of.length));
        require(
            rows * vocab <= MOST_ENTRIES,
            "graph.k",
            most,
            String.format(
                Locale.ROOT,
                "with vocab = %d needs a tensor of more than %d entries",
                vocab,
                MOST_ENTRIES));
      }
    }
    return (int) rows;
  }

  @Override
  public void draw(SequenceBatch into, Xoshiro256 random) {
    for (int b = 0; b < into.size(); b++) {
      nextSequence();
      if (jitter > 0) {
        jitter(random);
      }
      for (int node = 0; node < target; node++) {
        drawToken(node, isDrawable(node), random);
      }
      if (cycles.size() > 0) {
        sweep(random);
      }
      write(into, b, random);
    }
  }

  private void sweep(Xoshiro256 random) {
    for (int place = 0; place < starts.length; place++) {
      if (cycles.begins(place)) {
        starts[place] = random.nextInt(cycles.length(place));
      }
    }
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int place = 0; place < starts.length; place++) {
        drawToken(cycles.node(place, starts[cycles.first(place)]), true, random);
      }
    }
  }

  private void nextSequence() {
    sequence++;
    if (sequence == 0) {
      Arrays.fill(drawnFor, 0);
      sequence = 1;
    }
  }

  /** Whether all parents of a node have been drawn in the first pass. */
  private boolean isDrawable(int node) {
    int[] of = parents[node];
    return of.length > 0 && of[of.length - 1] < node;
  }

  private void drawToken(int node, boolean fromParents, Xoshiro256 random) {
    boolean root = !fromParents || parents[node].length == 0;
    if (root && !rootsDrawn) {
      tokens[node] = random.nextInt(vocab);
      return;
    }
    int row = (root ? drawn(firstRow[0], random) : row(node, random)) * vocab;
    double u = random.nextPositive();
    int count = 0;
    for (int s = row; s < row + vocab - 1; s++) {
      count += (int) (Double.doubleToRawLongBits(sums[s] - u) >>> 63);
    }
    tokens[node] = count;
  }

  /** The row of the node's tensor that its parents' tokens select, drawn if it is not yet. */
  private int row(int node, Xoshiro256 random) {
    return drawn(rowOf(node), random);
  }

  /** The row that its parents' tokens select; -1 for a uniform root. */
  private int rowOf(int node) {
    if (parents[node].length == 0) {
      return firstRow[0];
    }
    int index = 0;
    for (int parent : parents[node]) {
      index = index * vocab + tokens[parent];
    }
    return firstRow[parents[node].length] + index;
  }

  /** The row, drawn if it is not yet for this sequence. */
  private int drawn(int row, Xoshiro256 random) {
    if (drawnFor[row] != sequence) {
      drawnFor[row] = sequence;
      sampler.drawRow(pi, row * vocab, random);
      double sum = 0;
      for (int s = row * vocab; s < (row + 1) * vocab; s++) {
        sum += pi[s];
        sums[s] = sum;
      }
    }
    return row;
  }

  /** Redraws edges of context nodes, each node's parents staying distinct and ascending. */
  private void jitter(Xoshiro256 random) {
    for (int node = 0; node < target; node++) {
      jitter(node, random);
    }
  }

  /** The node's parents in one sequence. */
  int[] jitter(int node, Xoshiro256 random) {
    int[] base = graph.parents(node);
    int[] of = parents[node];
    System.arraycopy(base, 0, of, 0, of.length);
    for (int edge = 0; edge < of.length; edge++) {
      if (random.nextPositive() <= jitter) {
        of[edge] = redraw(node, of, edge, random);
      }
    }
    Arrays.sort(of);
    return of;
  }

  /** Uniform among the nodes on the same side of the child that are no parent by another edge. */
  private int redraw(int node, int[] of, int edge, Xoshiro256 random) {
    boolean before = of[edge] < node;
    while (true) {
      int parent = before ? random.nextInt(node) : node + 1 + random.nextInt(target - 1 - node);
      boolean taken = false;
      for (int other = 0; other < of.length; other++) {
        taken |= other != edge && of[other] == parent;
      }
      if (!taken) {
        return parent;
      }
    }
  }

  /**
   * Writes what comes next at one position: a node's distribution given its parents, or its token.
   *
   * @param number which of the batch's targets
   */
  private void writeTarget(SequenceBatch into, int b, int number, int node) {
    int to = number * vocab * into.size() + b;
    int row = rowOf(node);
    for (int s = 0; s < vocab; s++) {
      double probability = row < 0 ? 1.0 / vocab : pi[row * vocab + s];
      double value = targetDrawn ? (tokens[node] == s ? 1 : 0) : probability;
      into.targets()[to + s * into.size()] = (float) value;
    }
  }

  private void write(SequenceBatch into, int b, Xoshiro256 random) {
    int size = into.size();
    row(target, random);
    if (targetDrawn) {
      drawToken(target, true, random);
    }
    int positions = into.targetPositions();
    for (int number = 0; number < positions; number++) {
      boolean last = number == positions - 1;
      writeTarget(into, b, number, last ? target : shown[number + 1]);
    }
    for (int i = 0; i < shown.length; i++) {
      boolean flipped = flip > 0 && i < shown.length - 1 && random.nextPositive() <= flip;
      into.tokens()[i * size + b] = flipped ? random.nextInt(vocab) : tokens[shown[i]];
    }
  }
}
