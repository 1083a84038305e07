package org.espalier.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.CausalGraph.Edge;

/**
 * Was the graph recovered: attention read as a claim about who is whose parent.
 *
 * <p>Judged are the rows of positions that have a parent within the {@link EdgeScope}; roots have
 * no right answer and are left to {@link RootAttention}. The candidates of position i are 0..i, all
 * that the mask lets it attend to: attending to itself is a wrong answer, as any other that is not
 * a parent. Under {@link EdgeScope#ALL} a parent behind its child is a further candidate, with
 * score 0. A parent outside the scope is no candidate at all.
 *
 * @param edges number of edges within the scope
 * @param accuracy share of edges whose parent is the unique largest entry of the row of its
 *     assigned head ({@link HeadAssignment#perChild}); NaN without edges
 * @param argmax the graph of all (i, j) such that j is the unique largest entry of row i in at
 *     least one head
 * @param threshold the graph of all (i, j) such that a head attends from i to j with more than
 *     {@link #THRESHOLD}
 * @param ranking every candidate scored by its largest attention over heads
 */
public record EdgeRecovery(
    int edges, double accuracy, Detection argmax, Detection threshold, RankingQuality ranking) {

  /**
   * The attention above which {@link #threshold} claims an edge: more than all other candidates
   * together.
   */
  public static final double THRESHOLD = 0.5;

  /**
   * A claimed graph beside the true one.
   *
   * @param precision share of the claimed edges that are true; NaN if none is claimed
   * @param recall share of the true edges that are claimed; NaN if there are none
   * @param f1 2 true positives / (claimed + true), which is the harmonic mean of both where they
   *     exist; NaN if nothing is claimed and there is nothing to claim
   * @param hammingDistance structural Hamming distance: number of pairs of positions between which
   *     the two graphs do not have the same edges, so that a missing, a superfluous and a reversed
   *     edge each count 1 (a wrong parent counts 2)
   */
  public record Detection(double precision, double recall, double f1, int hammingDistance) {

    static Detection of(Set<Edge> claimed, Set<Edge> truth) {
      int hits = (int) claimed.stream().filter(truth::contains).count();
      Set<Edge> different = new HashSet<>();
      for (Edge edge : claimed) {
        if (!truth.contains(edge)) {
          different.add(unordered(edge));
        }
      }
      for (Edge edge : truth) {
        if (!claimed.contains(edge)) {
          different.add(unordered(edge));
        }
      }
      return new Detection(
          (double) hits / claimed.size(),
          (double) hits / truth.size(),
          2.0 * hits / (claimed.size() + truth.size()),
          different.size());
    }

    private static Edge unordered(Edge edge) {
      return new Edge(Math.max(edge.child(), edge.parent()), Math.min(edge.child(), edge.parent()));
    }
  }

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static EdgeRecovery of(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    EdgeScope.requireRows(attention, graph);
    Set<Edge> truth = new HashSet<>();
    List<Edge> candidates = new ArrayList<>();
    for (int i : scope.children(graph)) {
      for (int j = 0; j <= i; j++) {
        candidates.add(new Edge(i, j));
      }
      for (int parent : scope.parents(graph, i)) {
        var edge = new Edge(i, parent);
        truth.add(edge);
        if (parent > i) {
          candidates.add(edge);
        }
      }
    }
    candidates.removeIf(e -> graph.isEdge(e.child(), e.parent()) && !truth.contains(e));
    return new EdgeRecovery(
        truth.size(),
        accuracy(attention, graph, scope),
        Detection.of(claims(attention, candidates, (h, e) -> isPointedAt(attention, h, e)), truth),
        Detection.of(claims(attention, candidates, (h, e) -> isAbove(attention, h, e)), truth),
        ranking(attention, candidates, truth));
  }

  /** The edge accuracy alone, for a watch that looks often. */
  public static double accuracy(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    return HeadAssignment.perChild(attention, graph, scope).accuracy();
  }

  private static Set<Edge> claims(
      LayerAttention attention, List<Edge> candidates, BiPredicate<Integer, Edge> claim) {
    Set<Edge> claims = new HashSet<>();
    for (Edge edge : candidates) {
      for (int h = 0; h < attention.heads(); h++) {
        if (edge.parent() <= edge.child() && claim.test(h, edge)) {
          claims.add(edge);
        }
      }
    }
    return claims;
  }

  private static boolean isPointedAt(LayerAttention attention, int head, Edge edge) {
    return attention.pointsAt(head, edge.child()) == edge.parent();
  }

  private static boolean isAbove(LayerAttention attention, int head, Edge edge) {
    return attention.weight(head, edge.child(), edge.parent()) > THRESHOLD;
  }

  private static RankingQuality ranking(
      LayerAttention attention, List<Edge> candidates, Set<Edge> truth) {
    double[] scores = new double[candidates.size()];
    boolean[] positive = new boolean[candidates.size()];
    for (int c = 0; c < scores.length; c++) {
      Edge edge = candidates.get(c);
      boolean visible = edge.parent() <= edge.child();
      scores[c] = visible ? attention.largestWeight(edge.child(), edge.parent()) : 0;
      positive[c] = truth.contains(edge);
    }
    return RankingQuality.of(scores, positive);
  }
}
