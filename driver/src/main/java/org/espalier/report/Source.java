package org.espalier.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a report tells of its study beside the numbers.
 *
 * @param sweep name of the sweep
 * @param description one sentence of its author, or empty
 * @param command that makes the page, as a shell takes it
 * @param planned number of its trials, or -1 if it is not known
 * @param missing how many of these are not stored, 0 if it is not known
 * @param others number of stored trials that the sweep as it was last run no longer asks for, and
 *     which the report leaves out
 * @param varied paths of the settings that it varies; empty if they are not known
 * @param graphs names of explicit graphs, by their parents as SQL writes them
 * @param trials beginnings of ids of trials to be shown closely, beside the usual ones
 */
public record Source(
    String sweep,
    String description,
    String command,
    long planned,
    long missing,
    long others,
    Collection<String> varied,
    Map<String, String> graphs,
    List<String> trials) {

  /** A source that only has a name, and all its trials. */
  static Source named(String sweep, long planned) {
    return new Source(
        sweep, "", "bin/espalier report " + sweep, planned, 0, 0, List.of(), Map.of(), List.of());
  }
}
