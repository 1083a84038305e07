package org.espalier.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.setting.NoIncludes;
import org.espalier.setting.SettingText;

/**
 * Parses HOCON files that include only other files and class-path resources, never a URL. A sweep
 * takes nothing from the environment: what it is stands in its files.
 *
 * <p>An included file is looked for beside the file that includes it, then on the class path; one
 * that is nowhere is an error.
 */
final class SweepFile {
  private static final int DEEPEST = 32;
  private static final Pattern URL_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private SweepFile() {}

  /**
   * Parses a file and what it includes, and resolves its substitutions.
   *
   * @param file shown in messages as it is given
   * @throws ConfigurationException if it cannot be read or parsed
   */
  static ConfigObject parse(Path file) {
    return parse(file, Included.UNHEARD);
  }

  /** Told of each file that is included. */
  interface Included {
    Included UNHEARD = (what, file, by) -> {};

    /**
     * A file is included.
     *
     * @param what as it is written
     * @param file that it is
     * @param by the file that includes it, with the line
     */
    void file(String what, Path file, String by);

    /**
     * A text is included, of a file or a class-path resource.
     *
     * @param name of the file, as messages call it
     * @param depth number of files by which it is included, one by the other; at least 1
     */
    default void text(String name, int depth) {}
  }

  /** As {@link #parse(Path)}, for who wants to know of the files that are included. */
  static ConfigObject parse(Path file, Included heard) {
    return resolved(
        parse(contents(file), new Source(file.toString(), List.of(), heard, new SparkKeys())),
        ConfigResolveOptions.noSystem());
  }

  /**
   * Where a text is from.
   *
   * @param name of the file, as messages call it
   * @param includedFrom the files by which it is included, the outermost first
   * @param properties of Spark in it and all texts that are included with it
   */
  private record Source(
      String name, List<String> includedFrom, Included heard, SparkKeys properties) {
    static Source of(String name) {
      return new Source(name, List.of(), Included.UNHEARD, new SparkKeys());
    }
  }

  /** As {@link #parse(Path)}, but for substitutions that the environment may answer. */
  static ConfigObject parseWithEnvironment(Path file) {
    return resolved(
        parse(contents(file), Source.of(file.toString())), ConfigResolveOptions.defaults());
  }

  /** Parses a text that comes from no file, such as an override. */
  static Config parse(String text, String description) {
    return resolved(parse(text, Source.of(description)), ConfigResolveOptions.noSystem())
        .toConfig();
  }

  private static ConfigObject resolved(ConfigObject parsed, ConfigResolveOptions options) {
    try {
      return parsed.toConfig().resolve(options).root();
    } catch (StackOverflowError e) {
      throw new ConfigurationException(parsed.origin().description() + ": is nested too deeply", e);
    } catch (ConfigException e) {
      throw refusal(e);
    }
  }

  private static ConfigObject parse(String text, Source source) {
    String name = source.name();
    try {
      ConfigObject parsed =
          ConfigFactory.parseString(
                  text,
                  ConfigParseOptions.defaults()
                      .setOriginDescription(name)
                      .setIncluder(new Includer(text, source)))
              .root();
      source.properties().read(name, text);
      return parsed;
    } catch (StackOverflowError e) { // the parser calls itself for each brace
      throw new ConfigurationException(name + ": is nested too deeply", e);
    } catch (ConfigException.WrongType e) {
      throw new ConfigurationException(name + ": must have settings key = value, not a list", e);
    } catch (ConfigException.Parse e) {
      throw Braces.check(text)
          .map(f -> new ConfigurationException(name + ":" + f.line() + ": " + f.complaint(), e))
          .orElseGet(() -> refusal(e));
    } catch (ConfigException e) {
      throw refusal(e);
    }
  }

  private static String contents(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + ": is a folder, not a sweep file");
    }
    if (!Files.exists(file)) {
      throw new ConfigurationException(file + ": no such file");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigurationException(file + ": cannot be read: " + IoProblem.text(e), e);
    }
  }

  /** HOCON's complaint with its place written as everywhere else: {@code a.conf:3: ...}. */
  private static ConfigurationException refusal(ConfigException e) {
    ConfigOrigin origin = e.origin();
    String message = String.valueOf(e.getMessage());
    if (origin == null) {
      Matcher placed = Pattern.compile("^(.*?): (\\d+): (.*)$", Pattern.DOTALL).matcher(message);
      return new ConfigurationException(
          placed.matches()
              ? placed.group(1) + ":" + placed.group(2) + ": " + placed.group(3)
              : message,
          e);
    }
    String complaint =
        message.startsWith(origin.description() + ": ")
            ? message.substring(origin.description().length() + 2)
            : message;
    return new ConfigurationException(SettingText.where(origin) + ": " + complaint, e);
  }

  /** Resolves the includes of one file. */
  private record Includer(String text, Source source)
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (URL_NAME.matcher(what).matches()) {
        throw refusedUrl(what);
      }
      Path file = sibling(what);
      if (Files.exists(file)) {
        return included(what, file);
      }
      return resource(what, "no such file, and no such resource on the class path");
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      Path file = sibling(what.getPath());
      if (!Files.exists(file)) {
        throw refusal(what.getPath(), "no such file");
      }
      return included(what.getPath(), file);
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return resource(what, "no such resource on the class path");
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refusedUrl(what.toString());
    }

    private ConfigObject resource(String what, String complaint) {
      try (InputStream in = SweepFile.class.getClassLoader().getResourceAsStream(what)) {
        if (in == null) {
          throw refusal(what, complaint);
        }
        return included(what, new String(in.readAllBytes(), StandardCharsets.UTF_8), what);
      } catch (IOException e) {
        throw refusal(what, "cannot be read");
      }
    }

    private ConfigObject included(String what, Path file) {
      source.heard().file(what, file, place(what));
      return included(what, contents(file), file.toString());
    }

    private ConfigObject included(String what, String includedText, String includedName) {
      List<String> chain =
          Stream.concat(source.includedFrom().stream(), Stream.of(source.name())).toList();
      if (chain.contains(includedName) || chain.size() > DEEPEST) {
        throw refusal(what, "includes itself");
      }
      source.heard().text(includedName, chain.size());
      return parse(
          includedText, new Source(includedName, chain, source.heard(), source.properties()));
    }

    private Path sibling(String what) {
      try {
        return Path.of(source.name()).resolveSibling(what).normalize();
      } catch (InvalidPathException e) {
        throw refusal(what, "is not the name of a file");
      }
    }

    private ConfigurationException refusedUrl(String url) {
      return refusal(url, "is a URL; only files and class-path resources can be included");
    }

    private String place(String what) {
      return NoIncludes.place(source.name(), text, what);
    }

    private ConfigurationException refusal(String what, String complaint) {
      return new ConfigurationException(
          String.format(Locale.ROOT, "%s: include of %s: %s", place(what), what, complaint));
    }
  }
}
