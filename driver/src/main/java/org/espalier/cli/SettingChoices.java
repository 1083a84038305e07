package org.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.SpecKeys;

/** The settings that can stand on a command line, and the words that each may be. */
final class SettingChoices {
  private SettingChoices() {}

  /** Paths of the settings, in the order of the reference. */
  static List<String> names() {
    var names = new ArrayList<String>();
    Stream.of(ReferenceSettings.ofTrial(), ReferenceSettings.ofRun(), ReferenceSettings.ofSpark())
        .forEach(settings -> names.addAll(settings.defaults().keySet()));
    return names;
  }

  /** The words that a setting may be; empty where it is no choice of words. */
  static List<String> of(String setting) {
    return SpecKeys.find(setting).map(found -> found.type().words()).orElse(List.of());
  }
}
