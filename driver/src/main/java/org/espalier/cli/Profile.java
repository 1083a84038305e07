package org.espalier.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.ConfigurationException;

/** A file with settings of {@code run} and {@code spark}, such as {@code conf/cluster.conf}. */
final class Profile {
  private Profile() {}

  /**
   * Its settings as one would write them on the command line: {@code run.trial-timeout=12h}.
   *
   * @throws ConfigurationException if it cannot be read, or sets anything else
   */
  static List<String> words(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(file + ": no such file");
    }
    Config profile = parsed(file);
    profile
        .root()
        .forEach(
            (block, value) -> {
              if (!List.of("run", "spark").contains(block)) {
                throw new ConfigurationException(
                    "%s:%d: unknown key %s; a profile has run and spark"
                        .formatted(file, value.origin().lineNumber(), block));
              }
            });
    var words = new ArrayList<String>();
    for (Map.Entry<String, com.typesafe.config.ConfigValue> entry : profile.entrySet()) {
      String path = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      words.add(path + "=" + entry.getValue().unwrapped());
    }
    return words;
  }

  private static Config parsed(Path file) {
    try {
      return ConfigFactory.parseFile(file.toFile()).resolve();
    } catch (ConfigException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }
}
