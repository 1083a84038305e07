package org.espalier.trial;

import java.io.Serializable;

/**
 * How far a model is from a predictor that needs no training, at one step.
 *
 * @param step gradient steps done
 * @param predictor its name
 * @param loss of the predictor on the held-out sequences, in nats, at every step the same
 * @param divergence KL(predictor || model), mean over held-out sequences and positions, in nats
 */
public record PredictorScore(int step, String predictor, double loss, double divergence)
    implements Serializable {}
