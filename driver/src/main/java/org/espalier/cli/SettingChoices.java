package org.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.study.DesignMethod;
import org.espalier.trial.Metric;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialMetrics;

/** The settings that can stand on a command line, and the words that each may be. */
final class SettingChoices {
  private static final String METHOD = "design.method";

  /** A block, which is overridden property by property. */
  private static final String CONF = "spark.conf";

  private static final String METRICS = "replicates.of";

  private SettingChoices() {}

  /** Paths of the settings, in the order of the reference. */
  static List<String> names() {
    var names = new ArrayList<String>();
    Stream.of(
            ReferenceSettings.ofTrial(),
            ReferenceSettings.ofRun(),
            ReferenceSettings.ofSpark(),
            ReferenceSettings.ofReplicates())
        .forEach(settings -> names.addAll(settings.defaults().keySet()));
    names.remove(CONF);
    names.addAll(List.of("design.points", METHOD, "design.seed"));
    return names;
  }

  /** The words that a setting may be; empty where it is no choice of words. */
  static List<String> of(String setting) {
    if (setting.equals(METHOD)) {
      return Stream.of(DesignMethod.values()).map(DesignMethod::label).toList();
    }
    if (setting.equals(METRICS)) {
      return TrialMetrics.ALL.stream().map(Metric::name).toList();
    }
    return SpecKeys.find(setting).map(found -> found.type().words()).orElse(List.of());
  }
}
