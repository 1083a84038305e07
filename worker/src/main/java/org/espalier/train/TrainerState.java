package org.espalier.train;

import java.io.Serializable;
import org.espalier.task.SourceState;

/**
 * All that a trainer knows between two steps.
 *
 * @param parameters [n] flat
 * @param moments [2m] the optimiser's moments of the m parameters that the stage trains; empty for
 *     an optimiser without any
 * @param stage how many stages have ended
 * @param stageStep steps of the present stage
 * @param steps in all
 * @param lastLearningRate what the schedule of the last stage ended at; 0 before that
 * @param source where the training sequences stand
 */
public record TrainerState(
    float[] parameters,
    float[] moments,
    int stage,
    int stageStep,
    int steps,
    double lastLearningRate,
    SourceState source)
    implements Serializable {}
