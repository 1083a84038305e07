package org.espalier.plan;

import com.typesafe.config.ConfigFactory;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialSpecReader;

/** Trials whose expected time is asked for. */
final class CostTrials {
  private CostTrials() {}

  /**
   * A trial as a sweep file would say it.
   *
   * @param settings of it
   * @param others what holds where the settings say nothing
   */
  static TrialSpec of(String settings, String others) {
    return new TrialSpecReader()
        .read(ConfigFactory.parseString(settings).withFallback(ConfigFactory.parseString(others)));
  }
}
