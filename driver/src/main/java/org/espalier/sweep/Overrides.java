package org.espalier.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.setting.NearestName;
import org.espalier.trial.ReferenceSettings;

/**
 * The {@code key=value} words at the end of a command line.
 *
 * @param trial what they say of every grid
 * @param run of {@code run.*}
 * @param spark of {@code spark.*}
 * @param replicates of {@code replicates.*}
 * @param design of {@code design.*}
 */
record Overrides(
    Layer trial,
    Map<String, ConfigValue> run,
    Map<String, ConfigValue> spark,
    Map<String, ConfigValue> replicates,
    DesignWords design) {
  /** Where their values are from, as messages call it. */
  static final String COMMAND_LINE = "command line";

  private static final String SPARK_CONF = "spark.conf.";

  /** Reads them; the last word on a key counts. */
  static Overrides read(List<String> words) {
    var base = new LinkedHashMap<String, ConfigValue>();
    var axes = new LinkedHashMap<String, Axis>();
    var run = new LinkedHashMap<String, ConfigValue>();
    var spark = new LinkedHashMap<String, ConfigValue>();
    var replicates = new LinkedHashMap<String, ConfigValue>();
    var design = new LinkedHashMap<String, ConfigValue>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT, "command line: %s must be key=value, such as task.vocab=3,5", word));
      }
      String key = word.substring(0, equals).strip();
      String text = word.substring(equals + 1).strip();
      if (ReferenceSettings.ofTrial().contains(key)) {
        base.remove(key);
        axes.remove(key);
        ConfigList written = written(key, text);
        if (isRange(key, written)) {
          axes.put(key, AxisReader.plain(key, written.get(0)));
          continue;
        }
        List<ConfigValue> values = AxisReader.values(key, axis(key, written));
        if (values.size() == 1) {
          base.put(key, values.get(0));
        } else {
          axes.put(key, new Axis.Listed(key, values));
        }
      } else if (ReferenceSettings.ofRun().contains(key)) {
        run.put(key, plain(text));
      } else if (ReferenceSettings.ofReplicates().contains(key)) {
        replicates.put(key, texts(text));
      } else if (key.startsWith(DesignWords.BLOCK)) {
        boolean isRange = DesignWords.isRange(key);
        String inner = key.substring(DesignWords.BLOCK.length());
        design.remove(inner); // the last word is worked in last
        design.put(inner, isRange ? range(key, text) : plain(text));
      } else if (key.startsWith(SPARK_CONF) || ReferenceSettings.ofSpark().contains(key)) {
        spark.put(key, plain(text));
      } else {
        throw unknown(key);
      }
    }
    var designs = new DesignWords(design);
    designs.requireNone(base.keySet());
    designs.requireNone(axes.keySet());
    return new Overrides(
        new Layer(base, List.copyOf(axes.values()), List.of()), run, spark, replicates, designs);
  }

  /** The range of a design; what is none is refused by who reads it. */
  private static ConfigValue range(String key, String text) {
    ConfigList written = written(key, text);
    return written.size() == 1 ? written.get(0) : plain(text);
  }

  private static ConfigurationException unknown(String key) {
    String first = key.replaceFirst("[.\\[].*", "");
    if (List.of("base", "axes").contains(first)
        && ReferenceSettings.ofTrial().contains(rest(key))) {
      return new ConfigurationException(
          String.format(
              Locale.ROOT, "command line: unknown key %s (did you mean %s?)", key, rest(key)));
    }
    if (SweepReader.isBlockOfSettings(key)) {
      return new ConfigurationException(
          String.format(
              Locale.ROOT,
              "command line: %s is a block; override its settings one by one, such as %s",
              key,
              SweepReader.example(key)));
    }
    if (SweepReader.isOfTheFile(first) && !SweepReader.isBlockOfSettings(first)) {
      return new ConfigurationException(
          String.format(
              Locale.ROOT,
              "command line: %s stands in the sweep file; only settings can be overridden, in all"
                  + " grids at once, such as %s",
              key,
              SweepReader.example(first)));
    }
    if (first.equals("spark") && key.indexOf('.') != key.lastIndexOf('.')) {
      return new ConfigurationException(
          String.format(
              Locale.ROOT,
              "command line: unknown key %s (Spark's own properties stand below spark.conf: %s%s)",
              key,
              SPARK_CONF,
              key));
    }
    var names = new ArrayList<>(ReferenceSettings.ofTrial().defaults().keySet());
    names.addAll(ReferenceSettings.ofRun().defaults().keySet());
    names.addAll(ReferenceSettings.ofSpark().defaults().keySet());
    names.addAll(ReferenceSettings.ofReplicates().defaults().keySet());
    return new ConfigurationException("command line: " + NearestName.unknownKey(key, names));
  }

  private static String rest(String key) {
    return key.substring(key.indexOf('.') + 1);
  }

  /** Whether a range is meant, as a sweep file has it: {@code { from = 0, to = 1, count = 5 }}. */
  private static boolean isRange(String key, ConfigList written) {
    return written.size() == 1
        && written.get(0) instanceof ConfigObject
        && !ReferenceSettings.ofTrial().isList(key);
  }

  /** Whether any text is a value, which is then taken as it stands, such as the name of a file. */
  private static boolean isText(String key) {
    return ReferenceSettings.ofTrial().isText(key);
  }

  /** What a text stands for: {@code 3,5}, {@code 0..29}, {@code [1,1],[2,1]}. */
  private static ConfigList written(String key, String text) {
    if (isText(key) && !text.isEmpty() && "\"[".indexOf(text.charAt(0)) < 0) {
      List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
      return (ConfigList) fromCommandLine(ConfigValueFactory.fromIterable(names));
    }
    if (!OverrideText.isWhole(text)) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "command line: %s = %s is not a value: # and // must stand in quotes, and brackets in"
                  + " pairs",
              key,
              text));
    }
    Config parsed;
    try {
      parsed = SweepFile.parse("v = [" + text + "\n]", "command line");
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "command line: %s = %s is not a value", key, text), e);
    }
    ConfigList list = parsed.getList("v");
    if (list.isEmpty()) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "command line: %s = has no value", key));
    }
    return (ConfigList) fromCommandLine(list);
  }

  /** The values, which may also stand in brackets of their own, as in a sweep file. */
  private static ConfigList axis(String key, ConfigList written) {
    if (written.size() != 1 || !(written.get(0) instanceof ConfigList inner) || inner.isEmpty()) {
      return written;
    }
    boolean isAxis =
        !ReferenceSettings.ofTrial().isList(key)
            || inner.stream().allMatch(value -> value instanceof ConfigList);
    return isAxis ? inner : written;
  }

  /** One text, or those between commas. */
  private static ConfigValue texts(String text) {
    List<String> parts = List.of(text.replaceAll("[\\[\\] ]", "").split(",", -1));
    return parts.size() == 1
        ? plain(parts.get(0))
        : fromCommandLine(ConfigValueFactory.fromIterable(parts));
  }

  private static ConfigValue plain(String text) {
    return fromCommandLine(ConfigValueFactory.fromAnyRef(text));
  }

  /** A value that shows where it comes from. */
  private static ConfigValue fromCommandLine(ConfigValue value) {
    var origin = ConfigValueFactory.fromAnyRef("", COMMAND_LINE).origin();
    if (value instanceof ConfigList list) {
      List<ConfigValue> marked = list.stream().map(Overrides::fromCommandLine).toList();
      return ConfigValueFactory.fromIterable(marked).withOrigin(origin);
    }
    if (value instanceof ConfigObject block) {
      ConfigObject marked = block;
      for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
        marked = marked.withValue(entry.getKey(), fromCommandLine(entry.getValue()));
      }
      return marked.withOrigin(origin);
    }
    return value.withOrigin(origin);
  }
}
