package org.espalier.plan;

import java.io.Serializable;
import java.util.List;

/**
 * Trials that one Spark task runs one after the other and commits together.
 *
 * @param index among the packs of the run, from 0
 * @param trials in the order in which they run: by replicate, then by id, so that equal packs have
 *     equal files
 * @param expectedSeconds of all of them
 */
public record TrialPack(int index, List<PlannedTrial> trials, double expectedSeconds)
    implements Serializable {}
