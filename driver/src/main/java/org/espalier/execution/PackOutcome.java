package org.espalier.execution;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver is told of a pack when its task ends.
 *
 * @param index of the pack
 * @param file name of the files that hold its trials, empty if none were committed
 * @param trials those that ended and were committed
 * @param host where it ran
 * @param error why nothing could be written, empty if nothing went wrong
 */
record PackOutcome(int index, String file, List<TrialOutcome> trials, String host, String error)
    implements Serializable {}
