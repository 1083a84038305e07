package org.espalier.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.ConfigurationException;
import org.espalier.graph.Mixture;
import org.espalier.setting.Kind;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;

/**
 * The settings that exist, with their defaults, in the order in which reference.conf writes them.
 *
 * <p>A key that is not among them is refused wherever it is written.
 */
public final class ReferenceSettings {
  private static final ConfigObject REFERENCE = load();
  private static final String SHIFTS = "evaluation.shifts";
  private static final ReferenceSettings TRIAL = new ReferenceSettings("trial", "");
  private static final ReferenceSettings RUN = new ReferenceSettings("run", "run.");
  private static final ReferenceSettings SPARK = new ReferenceSettings("spark", "spark.");

  private static final ReferenceSettings REPLICATES =
      new ReferenceSettings("replicates", "replicates.");

  private final Map<String, ConfigValue> defaults = new LinkedHashMap<>();
  private final Set<String> blocks = new LinkedHashSet<>();

  private ReferenceSettings(String block, String prefix) {
    collect(prefix, (ConfigObject) REFERENCE.get(block));
  }

  /** What makes a trial the trial it is: {@code task.vocab}, {@code seed}, ... */
  public static ReferenceSettings ofTrial() {
    return TRIAL;
  }

  /** How a sweep runs: {@code run.out}, ... */
  public static ReferenceSettings ofRun() {
    return RUN;
  }

  /** How Spark is started: {@code spark.master}, {@code spark.conf}. */
  public static ReferenceSettings ofSpark() {
    return SPARK;
  }

  /** How many seeds each cell of a sweep gets: {@code replicates.within}, ... */
  public static ReferenceSettings ofReplicates() {
    return REPLICATES;
  }

  /** Every setting's path and default, in the order of reference.conf. Not to be changed. */
  public Map<String, ConfigValue> defaults() {
    return Collections.unmodifiableMap(defaults);
  }

  /** Whether a path names a setting. */
  public boolean contains(String path) {
    return defaults.containsKey(path);
  }

  /** Whether a path names a block of settings, such as {@code task}. */
  public boolean isBlock(String path) {
    return blocks.contains(path);
  }

  /**
   * The settings of a block by their paths, in the order of reference.conf.
   *
   * @param block as written, nested or with dotted keys
   * @param prefix of the block's keys: empty, or {@code run.}
   * @throws ConfigurationException at a key that does not exist, with the nearest one that does, or
   *     at a value of the wrong type
   */
  public Map<String, ConfigValue> flatten(ConfigObject block, String prefix) {
    Map<String, ConfigValue> settings = named(block, prefix);
    settings.replaceAll(this::listed);
    settings.forEach(this::checkType);
    return settings;
  }

  /**
   * Whatever stands behind each setting's path in a block, in the order of reference.conf; its type
   * is not looked at.
   *
   * @throws ConfigurationException at a key that does not exist, with the nearest one that does
   */
  public Map<String, ConfigValue> named(ConfigObject block, String prefix) {
    var found = new LinkedHashMap<String, ConfigValue>();
    collectNamed(block, prefix, found);
    var ordered = new LinkedHashMap<String, ConfigValue>();
    for (String path : defaults.keySet()) {
      if (found.containsKey(path)) {
        ordered.put(path, found.get(path));
      }
    }
    return ordered;
  }

  private void collectNamed(ConfigObject block, String prefix, Map<String, ConfigValue> found) {
    for (String key : inFileOrder(block)) {
      ConfigValue value = block.get(key);
      String path = prefix + key;
      if (contains(path)) {
        found.put(path, value);
      } else if (!isBlock(path)) {
        throw unknown(path, value);
      } else if (value instanceof ConfigObject inner) {
        collectNamed(inner, path + ".", found);
      } else {
        throw SettingText.refusal(path, value, "must be a block of settings");
      }
    }
  }

  /**
   * Checks that a value is of the setting's type, also where the setting turns out not to apply.
   *
   * @throws ConfigurationException if it is not
   */
  public void checkType(String path, ConfigValue value) {
    Settings s = Settings.of(any -> value);
    if (this == TRIAL) {
      if (path.equals(SHIFTS)) {
        s.blocks(path);
      } else if (path.equals(Mixture.STRUCTURES)) {
        Mixture.requireList(s); // what a block leaves out is not known here
      } else if (!FormerSettings.allows(path, value)) {
        SpecKeys.type(path).read(s, path);
      }
    } else if (this == REPLICATES) {
      s.texts(path);
    } else if (!(defaults.get(path) instanceof ConfigObject)) {
      s.text(path);
    }
  }

  /**
   * A value, where the setting is a list of some of a few words and one word stands by itself: the
   * list of that word.
   */
  public ConfigValue listed(String path, ConfigValue value) {
    boolean isWord = this == TRIAL && value.valueType() == ConfigValueType.STRING;
    return isWord && isList(path) && !SpecKeys.type(path).words().isEmpty()
        ? ConfigValueFactory.fromIterable(List.of(value)).withOrigin(value.origin())
        : value;
  }

  /** Whether the setting's value is a text of any kind, such as the name of a file. */
  public boolean isText(String path) {
    return this == TRIAL
        && contains(path)
        && !isList(path)
        && SpecKeys.type(path).kind() == Kind.TEXT
        && SpecKeys.type(path).words().isEmpty();
  }

  /** Whether the setting's value is a list. */
  public boolean isList(String path) {
    return defaults.get(path).valueType() == ConfigValueType.LIST;
  }

  /** The refusal of a key that does not exist. */
  public ConfigurationException unknown(String path, ConfigValue value) {
    var names = new ArrayList<>(defaults.keySet());
    if (value instanceof ConfigObject) {
      names.addAll(blocks);
    }
    return SettingText.refusal(value.origin(), NearestName.unknownKey(path, names));
  }

  private void collect(String prefix, ConfigObject block) {
    for (String key : inFileOrder(block)) {
      String path = prefix + key;
      if (block.get(key) instanceof ConfigObject inner && !inner.isEmpty()) {
        blocks.add(path);
        collect(path + ".", inner);
      } else {
        defaults.put(path, block.get(key));
      }
    }
  }

  /** The keys of a block from its first line to its last. */
  private static List<String> inFileOrder(ConfigObject block) {
    return block.keySet().stream()
        .sorted(
            Comparator.comparingInt((String key) -> firstLine(block.get(key)))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static int firstLine(ConfigValue value) {
    return value instanceof ConfigObject block && !block.isEmpty()
        ? block.values().stream().mapToInt(ReferenceSettings::firstLine).min().getAsInt()
        : value.origin().lineNumber();
  }

  private static ConfigObject load() {
    Config reference =
        ConfigFactory.parseResources(
            ReferenceSettings.class.getClassLoader(),
            "reference.conf",
            ConfigParseOptions.defaults()
                .setAllowMissing(false)
                .setOriginDescription("reference.conf"));
    return reference.getObject("espalier");
  }
}
