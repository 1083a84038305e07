package org.espalier.execution;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver is told of a pack when its task ends.
 *
 * @param index of the pack
 * @param trials those that are committed, by this attempt or one before it
 * @param host where it ran
 * @param error why nothing could be written, empty if nothing went wrong
 */
record PackOutcome(int index, List<TrialOutcome> trials, String host, String error)
    implements Serializable {}
