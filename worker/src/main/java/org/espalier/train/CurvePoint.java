package org.espalier.train;

import java.io.Serializable;

/**
 * One row of a learning curve.
 *
 * @param step gradient steps done, 0 before the first
 * @param learningRate of the step that follows
 * @param trainLoss mean over the steps since the row before, in nats; NaN at step 0
 * @param testLoss mean over the held-out sequences, in nats
 * @param lossGap testLoss minus the transition posterior's loss on the same sequences, in nats
 * @param parentAttention mean over identifiable edges of the first layer's attention from child to
 *     parent; NaN if there is no such edge
 * @param edgeAccuracy share of identifiable edges whose parent has its row's largest entry; NaN if
 *     there is no such edge
 * @param seconds training time so far, without evaluations
 */
public record CurvePoint(
    int step,
    double learningRate,
    double trainLoss,
    double testLoss,
    double lossGap,
    double parentAttention,
    double edgeAccuracy,
    double seconds)
    implements Serializable {}
