package org.espalier.sweep;

import static org.espalier.InvalidValueException.require;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.espalier.trial.Settings;

/**
 * How a sweep runs; nothing of it changes a number.
 *
 * @param out where results go; empty for the default
 * @param trialTimeout a trial that takes longer is stopped
 * @param packDuration what a Spark task should take
 * @param trialMemory a trial that needs more bytes fails before it begins; empty for what the
 *     process has that runs it
 * @param checkpointEvery a trial that takes longer keeps its state in this interval
 */
public record RunSettings(
    String out,
    Duration trialTimeout,
    Duration packDuration,
    OptionalLong trialMemory,
    Duration checkpointEvery) {
  public RunSettings {
    require(isPositive(trialTimeout), "trialTimeout", trialTimeout, "must be > 0");
    require(isPositive(packDuration), "packDuration", packDuration, "must be > 0");
    require(isPositive(checkpointEvery), "checkpointEvery", checkpointEvery, "must be > 0");
    require(trialMemory.orElse(1) > 0, "trialMemory", trialMemory, "must be > 0");
  }

  /** Reads a value for every setting of {@code run}. */
  static RunSettings read(Map<String, ConfigValue> values) {
    Settings s = Settings.of(values::get);
    return s.make(
        "run",
        () ->
            new RunSettings(
                s.text("run.out"),
                s.duration("run.trial-timeout"),
                s.duration("run.pack-duration"),
                s.bytesOr("auto", "run.trial-memory"),
                s.duration("run.checkpoint-every")));
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }
}
