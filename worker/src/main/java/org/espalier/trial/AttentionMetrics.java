package org.espalier.trial;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;
import org.espalier.metric.Relation;
import org.espalier.trial.Measurement.Attention;

/** Where attention goes that is not to the parent, and what becomes of cycles, roots and heads. */
final class AttentionMetrics {

  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          Metric.whole(
              "edges_back",
              "Number of edges whose parent stands after its child; each of them closes a cycle.",
              m -> m.attention().map(a -> a.cycles().backEdges()).orElse(null)),
          attention(
              "edge_accuracy_back",
              Bounds.UNIT,
              "Share of back edges whose parent has the largest attention of the child's"
                  + " row, which is 0 because the causal mask hides them. Null where no edge"
                  + " leads back.",
              a -> a.cycles().backAccuracy()),
          attention(
              "edges_back_reversed",
              Bounds.UNIT,
              "Share of back edges whose later position has its largest attention at the"
                  + " earlier one, as if the edge led the other way. Null where no edge leads"
                  + " back.",
              a -> a.cycles().reversed()),
          Metric.whole(
              "edges_cycle",
              "Number of identifiable edges that lie on a cycle.",
              m -> m.attention().map(a -> a.cycles().forwardEdges()).orElse(null)),
          attention(
              "edge_accuracy_cycle",
              Bounds.UNIT,
              "Share of identifiable edges on a cycle whose parent has the largest"
                  + " attention of the child's row. Null where no identifiable edge lies on a"
                  + " cycle.",
              a -> a.cycles().forwardAccuracy()),
          attention(
              "parent_attention_cycle",
              Bounds.UNIT,
              "Mean over identifiable edges on a cycle of the attention from child to"
                  + " parent, 0 to 1. Null where no identifiable edge lies on a cycle.",
              a -> a.cycles().forwardAttention()),
          attention(
              "root_entropy",
              Bounds.NOT_NEGATIVE,
              "Mean entropy of the attention of positions without a parent, in nats. Null"
                  + " where only position 0 is a root.",
              a -> a.roots().entropy()),
          attention(
              "root_entropy_normalized",
              Bounds.UNIT,
              "Mean over positions without a parent of the entropy of their attention"
                  + " divided by the entropy of uniform attention, 0 to 1. Null where only"
                  + " position 0 is a root.",
              a -> a.roots().normalizedEntropy()),
          attention(
              "wrong_attention",
              Bounds.UNIT,
              "Mean attention that positions with a parent pay to positions other than"
                  + " their parents, 0 to 1. Null where no position has a parent.",
              a -> a.wrong().total()),
          wrong("wrong_self", "to the position itself", Relation.SELF),
          wrong("wrong_sibling", "to another child of the position's parent", Relation.SIBLING),
          wrong("wrong_ancestor", "to an ancestor other than a parent", Relation.ANCESTOR),
          wrong("wrong_child", "to a child of the position", Relation.CHILD),
          wrong(
              "wrong_confounded",
              "to a position that depends on it through a hidden cause",
              Relation.CONFOUNDED),
          wrong("wrong_other", "to a position of any other relation", Relation.OTHER),
          Metric.whole(
              "confounded_pairs",
              "Number of pairs of positions whose nearest common cause is hidden.",
              m -> m.attention().map(a -> a.confounded().pairs()).orElse(null)),
          attention(
              "confounded_attention",
              Bounds.UNIT,
              "Mean over confounded pairs of the attention from the later to the earlier"
                  + " position, 0 to 1. Null where there is no confounded pair.",
              a -> a.confounded().attention()),
          attention(
              "confounded_lift",
              Bounds.NOT_NEGATIVE,
              "Mean over confounded pairs of the attention from the later to the earlier"
                  + " position, as a multiple of uniform attention. Null where there is no"
                  + " confounded pair.",
              a -> a.confounded().lift()),
          attention(
              "head_duplication",
              Bounds.UNIT,
              "Share of pairs of first-layer heads in which both point at one position,"
                  + " over positions with an identifiable parent. Null where the layer has a"
                  + " single head or no position has an identifiable parent.",
              a -> a.duplication().sameTarget()),
          attention(
              "head_cosine",
              Bounds.CORRELATION,
              "Mean cosine between the attention rows of two first-layer heads, over pairs"
                  + " of heads and positions with an identifiable parent. Null where the layer"
                  + " has a single head or no position has an identifiable parent.",
              a -> a.duplication().cosine()),
          attention(
              "edge_accuracy_shared",
              Bounds.UNIT,
              "Edge accuracy when one head is assigned to the k-th parent of every position"
                  + " alike. Null where the graph has no identifiable edge.",
              a -> a.sharedAccuracy()));

  private AttentionMetrics() {}

  private static Metric attention(
      String name, Bounds bounds, String meaning, ToDoubleFunction<Attention> value) {
    return Metric.real(name, bounds, meaning, Measurement::attention, value);
  }

  private static Metric wrong(String name, String goesTo, Relation relation) {
    return attention(
        name,
        Bounds.UNIT,
        "Share of the wrong attention of positions with a parent that goes "
            + goesTo
            + ". Null where no attention is wrong or no position has a parent.",
        a -> a.wrong().share(relation));
  }
}
