package org.espalier.rival;

import org.espalier.graph.CausalGraph;

/**
 * What a rival found.
 *
 * @param method which
 * @param sequences how many sequences it was given
 * @param graph over the context positions
 * @param scores [n][i] what the method says of each pair of a position and an earlier one, see
 *     {@link Rivals#find}
 * @param logEvidence ln p(sequences | graph) with the transition distributions integrated out, in
 *     nats; NaN for a graph that gives a position neither none nor k parents
 * @param seconds it took when it was run
 */
public record Finding(
    RivalMethod method,
    int sequences,
    CausalGraph graph,
    double[][] scores,
    double logEvidence,
    double seconds) {}
