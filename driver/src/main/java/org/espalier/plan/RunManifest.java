package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.Storage;

/**
 * What is written down of a run beside the tables.
 *
 * @param run id
 * @param sweep name
 * @param state {@code running}, or how it ended, in the words of {@code RunSummary.End}
 * @param started in ISO 8601
 * @param finished in ISO 8601, empty while it runs
 * @param master of Spark, empty if there was nothing to train
 * @param planned trials of the sweep
 * @param missing trials that the run set out to train
 * @param ended trials that it has stored, by status
 * @param provenance of its driver
 */
@JsonIgnoreProperties(ignoreUnknown = true)
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

  /** That of the run that was started last; empty if none is written down. */
  public static Optional<RunManifest> last(Storage storage) throws IOException {
    RunManifest last = null;
    for (Storage.Entry entry : storage.list(Layout.RUNS)) {
      Optional<byte[]> text = storage.read(entry.name());
      if (text.isPresent() && entry.name().endsWith(".json")) {
        RunManifest run = Json.read(text.get(), RunManifest.class);
        if (last == null || run.started().compareTo(last.started()) > 0) {
          last = run;
        }
      }
    }
    return Optional.ofNullable(last);
  }
}
