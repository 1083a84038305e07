package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.espalier.setting.Declaration;
import org.espalier.setting.Parameter;
import org.espalier.setting.Range;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;

/**
 * How a sweep runs; nothing of it changes a number.
 *
 * @param out where results go, with {@code ~} expanded; empty for the default
 * @param trialTimeout a trial that takes longer is stopped
 * @param packDuration what a Spark task should take
 * @param trialMemory a trial that needs more bytes fails before it begins; empty for what the
 *     process has that runs it
 * @param checkpointEvery a trial that takes longer keeps its state in this interval
 * @param isKeepingState whether the state at the end of every trial is kept
 */
public record RunSettings(
    String out,
    Duration trialTimeout,
    Duration packDuration,
    OptionalLong trialMemory,
    Duration checkpointEvery,
    boolean isKeepingState) {

  /** Longer than any study, and still a number of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Range<Duration> TIMES =
      time -> {
        if (time.isZero() || time.isNegative()) {
          return Optional.of("must be > 0");
        }
        return time.compareTo(LONGEST) <= 0
            ? Optional.empty()
            : Optional.of("must be at most " + LONGEST.toDays() + "d");
      };

  /** Its settings. */
  static final Declaration<RunSettings> SETTINGS =
      Declaration.of(
          RunSettings.class,
          Parameter.of("run.out", Type.text(), RunSettings::out).within(HomeFolder::objection),
          Parameter.of("run.trial-timeout", Type.duration(), RunSettings::trialTimeout)
              .within(TIMES),
          Parameter.of("run.pack-duration", Type.duration(), RunSettings::packDuration)
              .within(TIMES),
          Parameter.of("run.trial-memory", Type.bytesOr("auto"), RunSettings::trialMemory)
              .within(Range.of(bytes -> bytes.orElse(1) > 0, "must be > 0")),
          Parameter.of("run.checkpoint-every", Type.duration(), RunSettings::checkpointEvery)
              .within(TIMES),
          Parameter.of("run.keep-state", Type.flag(), RunSettings::isKeepingState));

  public RunSettings {
    out = HomeFolder.expanded(out);
    SETTINGS.check(out, trialTimeout, packDuration, trialMemory, checkpointEvery, isKeepingState);
  }

  /** Reads a value for every setting of {@code run}. */
  static RunSettings read(Map<String, ConfigValue> values) {
    return SETTINGS.read(Settings.of(values::get));
  }
}
