package org.espalier.sweep;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.ConfigurationException;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;

/**
 * A file with settings of {@code run} and {@code spark}, such as {@code conf/cluster.conf}.
 *
 * <p>Unlike a sweep file, which says what a study is, it says where one runs: {@code ${NAME}} that
 * the file does not define is an environment variable, so that a secret need not stand in it.
 */
public final class Profile {
  private static final List<String> BLOCKS = List.of("run", "spark");

  private Profile() {}

  /**
   * Its settings as one would write them on the command line: {@code run.trial-timeout=12h}.
   *
   * @throws ConfigurationException if it cannot be read, or sets anything else
   */
  public static List<String> words(Path file) {
    ConfigObject profile = SweepFile.parseWithEnvironment(file);
    profile.forEach(
        (block, value) -> {
          if (!BLOCKS.contains(block)) {
            throw SettingText.refusal(
                value.origin(),
                String.format(
                    Locale.ROOT,
                    "unknown key %s%s; a profile has run and spark",
                    block,
                    NearestName.suggestion(block, BLOCKS)));
          }
        });
    RunSettings.read(SweepReader.settings(profile, "run", ReferenceSettings.ofRun(), Map.of()));
    SparkSettings.read(
        SweepReader.settings(profile, "spark", ReferenceSettings.ofSpark(), Map.of()));
    var words = new ArrayList<String>();
    for (Map.Entry<String, ConfigValue> entry : profile.toConfig().entrySet()) {
      String path = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      words.add(path + "=" + Settings.of(any -> entry.getValue()).text(path));
    }
    return words;
  }
}
