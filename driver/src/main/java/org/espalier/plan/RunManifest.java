package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.CharConversionException;
import java.io.IOException;
import java.time.Instant;
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

  /** Refuses what does not say which run it is of and when that was. */
  public RunManifest {
    if (run == null || started == null || finished == null) {
      throw new IllegalArgumentException("run, started and finished must be there");
    }
    Instant.parse(started);
    if (!finished.isEmpty()) {
      Instant.parse(finished);
    }
  }

  /** Writes it down, in place of what was written of the run before. */
  public void write(Storage storage) throws IOException {
    storage.write(String.format(Locale.ROOT, "%s/%s.json", Layout.RUNS, run), Json.write(this));
  }

  /**
   * That of the run that was started last; empty if none is written down. A file that is no
   * manifest, or was cut off, is passed over.
   */
  public static Optional<RunManifest> last(Storage storage) throws IOException {
    RunManifest last = null;
    for (Storage.Entry entry : storage.list(Layout.RUNS)) {
      Optional<byte[]> text = storage.read(entry.name());
      if (text.isPresent() && entry.name().endsWith(".json")) {
        Optional<RunManifest> run = parsed(text.get());
        if (run.isPresent() && (last == null || run.get().start().isAfter(last.start()))) {
          last = run.get();
        }
      }
    }
    return Optional.ofNullable(last);
  }

  private Instant start() {
    return Instant.parse(started);
  }

  private static Optional<RunManifest> parsed(byte[] text) throws IOException {
    try {
      return Optional.ofNullable(Json.read(text, RunManifest.class)); // the text may be null
    } catch (JsonProcessingException | CharConversionException e) {
      return Optional.empty();
    }
  }
}
