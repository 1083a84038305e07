package org.espalier.study;

import java.util.regex.Pattern;

/** Between which values each metric of a trial lies, by its name. */
public final class MetricBounds {
  private static final Pattern SHARE =
      Pattern.compile(
          "(edge_accuracy|precision|recall|f1|auroc|average_precision|prevalence|parent_attention"
              + "|wrong|circuit_position_share|circuit_.*_(share|rows)|theory_(gradient|information)_share"
              + "|edges_back_reversed|root_entropy_normalized|confounded_attention|head_duplication"
              + "|chance_edge_accuracy|chance_attention)(_.*)?");

  private MetricBounds() {}

  /** 0 and 1 for shares, accuracies and attention; none for all others. */
  public static Bounds of(String metric) {
    return SHARE.matcher(metric).matches() ? Bounds.UNIT : Bounds.NONE;
  }
}
