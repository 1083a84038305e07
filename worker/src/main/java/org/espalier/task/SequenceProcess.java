package org.espalier.task;

import java.util.List;
import java.util.Optional;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphMixture;
import org.espalier.graph.Mixture;

/**
 * What sequences are drawn from: all that stays from one sequence to the next.
 *
 * @param graphs of which each sequence has one
 * @param task how tokens are drawn
 * @param pool the transition matrices of which each sequence takes one; empty where every sequence
 *     draws its own
 */
public record SequenceProcess(
    GraphMixture graphs, TaskSettings task, Optional<TransitionPool> pool) {

  /** Checks that there is a pool where the task says so. */
  public SequenceProcess {
    if (task.pool() != pool.map(TransitionPool::size).orElse(0)) {
      throw new IllegalArgumentException(
          "a pool of "
              + pool.map(TransitionPool::size).orElse(0)
              + " matrices where the task has "
              + task.pool());
    }
  }

  /**
   * The process of a task.
   *
   * @param poolSeed of the pool, if there is one
   */
  public static SequenceProcess of(GraphMixture graphs, TaskSettings task, long poolSeed) {
    Optional<TransitionPool> pool =
        task.pool() == 0
            ? Optional.empty()
            : Optional.of(TransitionPool.draw(graphs, task, poolSeed));
    return new SequenceProcess(graphs, task, pool);
  }

  /**
   * Checks that the transition matrix or the tensors of a sequence, and those of a whole pool, are
   * not too large.
   *
   * @param family of the graph; it names the setting to change
   * @param inDegrees each number of parents that nodes with a parent have, once: the family's, or
   *     of what was drawn the graph's
   * @throws org.espalier.InvalidValueException if they have more than 2^22 entries
   */
  public static void requireRoom(TaskSettings task, GraphFamily family, List<Integer> inDegrees) {
    double entries = TransitionRows.entries(task, family.hasQuery(), inDegrees);
    if (family instanceof Mixture mixture) {
      TransitionRows.requireTensors(
          entries, task.vocab(), Mixture.STRUCTURES, mixture.structures());
    } else {
      TransitionRows.requireTensors(entries, task.vocab(), "graph.k", family.mostParents());
    }
    TransitionPool.requireEntries(task.pool(), (long) entries);
  }

  /** One graph for all sequences, a fresh transition matrix for each. */
  public static SequenceProcess of(GenerativeGraph graph, TaskSettings task) {
    return new SequenceProcess(GraphMixture.of(graph), task, Optional.empty());
  }

  /** The same with another task, whose pool is this one's or none. */
  public SequenceProcess with(TaskSettings other) {
    return new SequenceProcess(graphs, other, other.pool() == 0 ? Optional.empty() : pool);
  }
}
