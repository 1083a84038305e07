package org.espalier.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;

/** A JSON object on each line, with the time and what kind of {@code event} it is. */
final class JsonDisplay extends ProgressDisplay {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter log;
  private final Supplier<Instant> clock;

  JsonDisplay(PrintWriter log, Supplier<Instant> clock, Function<TrialId, String> labels) {
    super(labels);
    this.log = log;
    this.clock = clock;
  }

  @Override
  void show(Snapshot now) {
    Map<String, Object> fields = event("progress");
    fields.put("trials", now.trials());
    fields.put("ended", now.ended());
    fields.put("failed", now.failed());
    fields.put("running", now.running());
    fields.put("steps_per_second", now.stepsPerSecond());
    fields.put("elapsed_seconds", now.elapsedSeconds());
    fields.put("remaining_seconds", now.remainingSeconds());
    fields.put("worst_recovery", orNull(now.worst()));
    fields.put("best_recovery", orNull(now.best()));
    write(fields);
  }

  @Override
  void failed(TrialOutcome trial) {
    Map<String, Object> fields = event("failure");
    fields.put("id", trial.id().value());
    fields.put("trial", label(trial));
    fields.put("status", trial.status().label());
    fields.put("error", trial.error());
    fields.put("message", trial.message());
    write(fields);
  }

  @Override
  public synchronized void notice(String message) {
    Map<String, Object> fields = event("notice");
    fields.put("message", message);
    write(fields);
  }

  @Override
  public void close() {
    log.flush();
  }

  private Map<String, Object> event(String kind) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("time", clock.get().toString());
    fields.put("event", kind);
    return fields;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private void write(Map<String, Object> fields) {
    try {
      log.println(JSON.writeValueAsString(fields));
      log.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts can be written as JSON", e);
    }
  }
}
