package org.espalier.task;

import java.util.Arrays;
import java.util.Optional;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;

/**
 * Sequences without a query, whose target is the distribution of the last node.
 *
 * <p>A sequence visits at most N of the S^k rows of its tensor, so a row is drawn when it is first
 * visited: rows are independent, and those never visited change nothing. Where they depend on one
 * another nodes have one parent, and the matrix is drawn as a whole.
 */
final class DagDrawing implements Drawing {

  private final int vocab;
  private final int[] shown;
  private final double flip;
  private final double jitter;
  private final Optional<RowSampler> sampler; // of a row
  private final Optional<WholeMatrices> matrices; // where rows are not independent

  private final StructureChoice choice;
  private final CausalGraph[] graphs; // [C]
  private final int[][][] parentsOf; // [C][N][k_i] redrawn where there is jitter
  private CausalGraph graph; // of the sequence at hand, as are the next
  private int[][] parents; // [N][k_i]
  private final int target;
  private final boolean rootsDrawn;
  private final Cycles cycles;
  private final int[] starts; // [places of a sweep] where a cycle begins
  private final int sweeps;

  private final TransitionRows rows;
  private final Optional<TransitionPool> pool;

  private double[] pi; // [rows,S]
  private double[] sums; // [rows,S]
  private final int[] drawnFor; // [rows] the sequence that a row was drawn for; empty with a pool
  private int sequence;
  private final int[] tokens; // [N]
  private final boolean targetDrawn;

  DagDrawing(SequenceProcess process) {
    TaskSettings task = process.task();
    GenerativeGraph first = process.graphs().first();
    choice = new StructureChoice(process.graphs().weights());
    graphs =
        process.graphs().graphs().stream().map(GenerativeGraph::nodes).toArray(CausalGraph[]::new);
    parentsOf = new int[graphs.length][][];
    Arrays.setAll(parentsOf, c -> parents(graphs[c]));
    graph = graphs[0];
    parents = parentsOf[0];
    vocab = task.vocab();
    shown = first.shown();
    flip = task.flip();
    jitter = first.violations().jitter();
    boolean areIndependent = task.prior().hasIndependentRows();
    sampler =
        areIndependent
            ? Optional.of(task.prior().rows(vocab, 1, 1, TransitionLoops.fastest()))
            : Optional.empty();
    matrices =
        areIndependent ? Optional.empty() : Optional.of(new WholeMatrices(task.prior(), vocab));
    target = graph.size() - 1;
    rootsDrawn = task.roots().of(first) == RootDistribution.DRAWN;
    cycles = Cycles.of(graph, jitter > 0, target);
    starts = new int[cycles.size()];
    sweeps = first.violations().cycleSweeps();
    rows = TransitionRows.of(process.graphs(), task);
    pool = process.pool();
    boolean fresh = pool.isEmpty();
    pi = new double[fresh ? rows.count() * vocab : 0];
    sums = new double[fresh ? rows.count() * vocab : 0];
    drawnFor = new int[fresh ? rows.count() : 0];
    tokens = new int[graph.size()];
    targetDrawn = task.target() == Target.TOKEN;
  }

  private static int[][] parents(CausalGraph graph) {
    int[][] parents = new int[graph.size()][];
    Arrays.setAll(parents, node -> graph.parents(node).clone());
    return parents;
  }

  @Override
  public void draw(SequenceBatch into, Xoshiro256 random) {
    for (int b = 0; b < into.size(); b++) {
      nextSequence(random);
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

  private void nextSequence(Xoshiro256 random) {
    int structure = choice.draw(random);
    graph = graphs[structure];
    parents = parentsOf[structure];
    if (pool.isPresent()) {
      int matrix = pool.get().choose(random);
      pi = pool.get().probabilities(matrix);
      sums = pool.get().sums(matrix);
      return;
    }
    sequence++;
    if (sequence == 0) {
      Arrays.fill(drawnFor, 0);
      sequence = 1;
    }
    if (matrices.isPresent()) {
      int first = rows.first(1);
      matrices.get().draw(pi, first * vocab, random);
      for (int row = first; row < first + vocab; row++) {
        drawn(row);
      }
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
    int row = (root ? drawn(rows.root(), random) : row(node, random)) * vocab;
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

  /** The row that its parents' tokens select; that of roots, -1 if they are uniform. */
  private int rowOf(int node) {
    int[] of = parents[node];
    if (of.length == 0) {
      return rows.root();
    }
    int index = 0;
    for (int parent : of) {
      index = index * vocab + tokens[parent];
    }
    return rows.first(of.length) + index;
  }

  /** The row, drawn if it is not yet for this sequence. */
  private int drawn(int row, Xoshiro256 random) {
    if (pool.isEmpty() && drawnFor[row] != sequence) {
      sampler.orElseThrow().drawRow(pi, row * vocab, random);
      drawn(row);
    }
    return row;
  }

  /** Notes that a row is drawn for this sequence. */
  private void drawn(int row) {
    drawnFor[row] = sequence;
    double sum = 0;
    for (int s = row * vocab; s < (row + 1) * vocab; s++) {
      sum += pi[s];
      sums[s] = sum;
    }
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
