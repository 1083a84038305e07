package org.espalier.task;

import java.io.Serializable;

/**
 * Where a source of sequences stands in its stream.
 *
 * @param random [4] state of its generator
 * @param order the order of the present epoch of a fixed data set; empty for fresh sequences
 * @param next how many of that order have been handed out
 */
public record SourceState(long[] random, int[] order, int next) implements Serializable {}
