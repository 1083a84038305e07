package org.espalier.cli;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.TrialSpecReader;

/**
 * The settings that can stand on a command line, and the words that each may be.
 *
 * <p>Which words those are, the reader of trials says itself, when it is given one that is none.
 */
final class SettingChoices {
  private static final Pattern CHOICES = Pattern.compile("must be one of (.*)$");

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
    if (!ReferenceSettings.ofTrial().contains(setting)) {
      return List.of();
    }
    try {
      new TrialSpecReader()
          .read(
              ConfigFactory.empty()
                  .withValue(setting, ConfigValueFactory.fromAnyRef("?", "completion")));
      return List.of();
    } catch (ConfigurationException e) {
      Matcher choices = CHOICES.matcher(e.getMessage());
      return choices.find() ? List.of(choices.group(1).split(", ", -1)) : List.of();
    }
  }
}
