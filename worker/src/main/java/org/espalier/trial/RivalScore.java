package org.espalier.trial;

import org.espalier.graph.CausalGraph;
import org.espalier.metric.EdgeScope;
import org.espalier.metric.GraphComparison;
import org.espalier.rival.Finding;

/**
 * How well a rival of attention recovered the graph, from the model's own training sequences.
 *
 * @param finding what it found
 * @param comparison with the identifiable edges of the graph
 * @param trueLogEvidence ln p(sequences | the graph itself); NaN where it is not defined
 */
public record RivalScore(Finding finding, GraphComparison comparison, double trueLogEvidence) {

  static RivalScore of(Finding finding, CausalGraph graph, double trueLogEvidence) {
    return new RivalScore(
        finding,
        GraphComparison.of(finding.graph(), graph, EdgeScope.IDENTIFIABLE),
        trueLogEvidence);
  }
}
