package org.espalier.setting;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import org.espalier.ConfigurationException;

/**
 * Refuses what a file includes where it must stand alone: without this, HOCON would read any file
 * of the machine and fetch any URL for it.
 *
 * @param name of the file, for messages
 * @param text that stands in it
 */
public record NoIncludes(String name, String text)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  /** How to parse the text of a file that must stand alone. */
  public static ConfigParseOptions options(String name, String text) {
    return ConfigParseOptions.defaults()
        .setOriginDescription(name)
        .setIncluder(new NoIncludes(name, text));
  }

  /**
   * Where a text includes something: {@code sweeps/a.conf:12}, or the file alone if no line shows
   * it. The parser does not say on which line an include stands, so it is looked up in the text.
   *
   * @param name of the file
   * @param what is included, as it is written
   */
  public static String place(String name, String text, String what) {
    List<String> lines = text.lines().toList();
    for (int line = 0; line < lines.size(); line++) {
      if (lines.get(line).contains("include") && lines.get(line).contains(what)) {
        return name + ":" + (line + 1);
      }
    }
    return name;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw refusal(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    throw refusal(what.getPath());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refusal(what);
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refusal(what.toString());
  }

  private ConfigurationException refusal(String what) {
    return new ConfigurationException(
        String.format(
            Locale.ROOT, "%s: includes %s, and must stand alone", place(name, text, what), what));
  }
}
