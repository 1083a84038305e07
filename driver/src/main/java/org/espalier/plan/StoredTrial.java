package org.espalier.plan;

import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/**
 * What planning needs to know of a trial that is in the tables.
 *
 * @param id of the trial
 * @param sweep that it was run for
 * @param status how it ended
 * @param steps gradient steps done
 * @param inherited those of them that a shorter trial had done
 * @param seconds from its start to its end
 * @param pack name of the files that hold it
 */
public record StoredTrial(
    TrialId id,
    String sweep,
    TrialStatus status,
    int steps,
    int inherited,
    double seconds,
    String pack) {}
