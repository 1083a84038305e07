package org.espalier.table;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.stream.Collectors;

/** The meaning of every setting, as the comments of {@code reference.conf} have it. */
final class SettingDocs {
  private final Config trial =
      ConfigFactory.parseResourcesAnySyntax(SettingDocs.class.getClassLoader(), "reference.conf")
          .getConfig("espalier.trial");

  /**
   * The comment above a setting.
   *
   * @param path such as {@code task.vocab}
   * @throws IllegalStateException if it has none
   */
  String of(String path) {
    String doc =
        trial.getValue(path).origin().comments().stream()
            .map(String::strip)
            .collect(Collectors.joining(" "));
    if (doc.isEmpty()) {
      throw new IllegalStateException(path + " has no comment in reference.conf");
    }
    return doc;
  }
}
