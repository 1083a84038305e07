package org.espalier.task;

import java.util.Locale;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphMixture;

/**
 * Draws sequences of a task, each under a transition distribution of its own or one of a pool, and
 * each of the task's graph or, in a mixture, of a structure of its own: first the structure is
 * drawn, then the distribution.
 *
 * <p>With a query (Section 2 of the paper): pi has S rows from the prior, mu = mu pi is its
 * stationary distribution. A root's token is drawn from mu, that of a node with parent p from pi(.
 * | s_p), the query s_{T-1} uniformly. The target is the whole row pi(. | s_{T-1}).
 *
 * <p>Without one (a dag; Section 6): one tensor of rows pi_k(. | a_1..a_k) from the prior for each
 * number of parents k, parents in ascending order; roots are uniform, or share a row of their own.
 * The target is the distribution of node N-1 given its parents' tokens; those parents' tokens are
 * shown, as drawn.
 *
 * <p>A batch may have targets at all positions of a task without a query: that of position i is the
 * distribution of the node shown at i+1 given its parents, of the last position as above. Where the
 * target is a token, it is the node's own token, before flips, or at the last position one drawn
 * from the target's distribution.
 *
 * <p>Violations of the graph, in this order:
 *
 * <ul>
 *   <li>jitter e: for each sequence, each edge of a shown or hidden context node is, with
 *       probability e, redrawn: uniformly among the nodes before the child (after it, for an edge
 *       that closes a cycle) that are not already its parents by another edge. It may be redrawn as
 *       what it was.
 *   <li>cycles: a first pass in drawing order takes a node whose parent comes later for a root; R
 *       sweeps then redraw every node that a cycle reaches from its parents' current values, in
 *       drawing order but for the cycle itself: its nodes come together, from one of them on that
 *       is uniform for each sequence, round to where they began.
 *   <li>flip eta: each shown context token (positions 0..T-2) is replaced by a uniform one with
 *       probability eta; the last position and the target stay clean.
 * </ul>
 *
 * <p>In a graph of single parents a sequence is thus one of the forest that the cycle becomes when
 * the edge into its first node is left out: mu is stationary, so that node is drawn from a past
 * value as a root is. Each of the L edges of a cycle holds in a share 1 - 1/L of all sequences, and
 * one sweep is as good as many. If every sweep began at the same node, a cycle would leave no
 * trace.
 *
 * <p>The sequences are one stream: they depend on the seed alone, not on how many are drawn at a
 * time, and are the same bits on every machine. Nothing is allocated after construction. Not for
 * use by several threads at once.
 */
public final class SequenceSampler implements SequenceSource {

  private final int vocab;
  private final int length;
  private final Drawing drawing;
  private final Xoshiro256 random;

  /**
   * A sampler at the start of its stream.
   *
   * @throws IllegalArgumentException if the graph is for another length, or its dag needs too large
   *     a tensor
   */
  public SequenceSampler(SequenceProcess process, long seed) {
    GraphMixture graph = process.graphs();
    TaskSettings task = process.task();
    if (graph.length() != task.length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a graph for sequences of length %d, must be %d",
              graph.length(),
              task.length()));
    }
    vocab = task.vocab();
    length = task.length();
    random = new Xoshiro256(seed);
    drawing = graph.hasQuery() ? new ForestDrawing(process) : new DagDrawing(process);
  }

  /** A sampler of one graph, with a fresh transition matrix in each sequence. */
  public SequenceSampler(GenerativeGraph graph, TaskSettings task, long seed) {
    this(SequenceProcess.of(graph, task), seed);
  }

  /** A sampler of a graph without violations, of at most one parent for each position. */
  public SequenceSampler(CausalGraph graph, TaskSettings task, long seed) {
    this(GenerativeGraph.of(graph), task, seed);
  }

  @Override
  public void draw(SequenceBatch into) {
    if (into.length() != length || into.vocab() != vocab) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of length %d, vocab %d for sequences of length %d, vocab %d",
              into.length(),
              into.vocab(),
              length,
              vocab));
    }
    if (into.targetPositions() > 1 && drawing instanceof ForestDrawing) {
      throw new IllegalArgumentException(
          "a batch with targets at all positions for sequences with a query");
    }
    drawing.draw(into, random);
  }

  @Override
  public SourceState state() {
    return new SourceState(random.state(), new int[0], 0);
  }

  @Override
  public void restore(SourceState state) {
    if (state.order().length != 0) {
      throw new IllegalArgumentException("a state of a fixed data set for fresh sequences");
    }
    random.restore(state.random());
  }
}
