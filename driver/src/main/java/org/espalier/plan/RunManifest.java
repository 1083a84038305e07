package org.espalier.plan;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.Storage;

/**
 * What is written down of a run beside the tables.
 *
 * @param run id
 * @param sweep name
 * @param state {@code running}, {@code complete}, {@code stopped} or {@code failed}
 * @param started in ISO 8601
 * @param finished in ISO 8601, empty while it runs
 * @param master of Spark, empty if there was nothing to train
 * @param planned trials of the sweep
 * @param missing trials that the run set out to train
 * @param ended trials that it has stored, by status
 * @param provenance of its driver
 */
public record RunManifest(
    String run,
    String sweep,
    String state,
    String started,
    String finished,
    String master,
    int planned,
    int missing,
    Map<String, Integer> ended,
    Provenance provenance) {

  /** Writes it down, in place of what was written of the run before. */
  public void write(Storage storage) throws IOException {
    storage.write(String.format(Locale.ROOT, "%s/%s.json", Layout.RUNS, run), Json.write(this));
  }

  /** How the run ended. */
  public RunManifest ended(String how, Map<String, Integer> statuses) {
    return new RunManifest(
        run,
        sweep,
        how,
        started,
        Instant.now().toString(),
        master,
        planned,
        missing,
        statuses,
        provenance);
  }
}
