package org.espalier.sweep;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.espalier.setting.Declaration;
import org.espalier.setting.Parameter;
import org.espalier.setting.Part;
import org.espalier.setting.Setting;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;
import org.espalier.trial.ReferenceSettings;

/**
 * How Spark is started.
 *
 * @param master {@code local[*]}, {@code spark://host:7077}, {@code yarn}, ...
 * @param conf Spark's own properties by name, passed on as they stand
 */
public record SparkSettings(String master, Map<String, String> conf) {
  private static final String CONF = "spark.conf";
  private static final String DEFAULT_MASTER =
      String.valueOf(ReferenceSettings.ofSpark().defaults().get("spark.master").unwrapped());

  /**
   * What lets a process into an object store: a sweep is kept beside its results, for all to read.
   */
  private static final Pattern CREDENTIALS =
      Pattern.compile("fs\\.s3a\\..*(access\\.key|secret\\.key|session\\.token)$");

  /** Its settings. */
  static final Declaration<SparkSettings> SETTINGS =
      Declaration.of(
          SparkSettings.class,
          Parameter.of("spark.master", Type.text(), SparkSettings::master)
              .within(MasterAddress::objection),
          new ConfPart());

  public SparkSettings {
    SETTINGS.check(master, conf);
    conf = Collections.unmodifiableMap(new TreeMap<>(conf));
  }

  /** What differs from the defaults, as one writes it on the command line. */
  public List<String> changes() {
    var changes = new ArrayList<String>();
    if (!master.equals(DEFAULT_MASTER)) {
      changes.add("spark.master=" + master);
    }
    conf.forEach((key, value) -> changes.add(CONF + "." + key + "=" + value));
    return changes;
  }

  /** Reads a value for every setting of {@code spark}, and any {@code spark.conf.*}. */
  static SparkSettings read(Map<String, ConfigValue> values) {
    SparkSettings read = SETTINGS.read(Settings.of(values::get));
    var conf = new TreeMap<>(read.conf);
    values.forEach(
        (path, value) -> {
          if (path.startsWith(CONF + ".")) {
            conf.put(path.substring(CONF.length() + 1), Settings.of(values::get).text(path));
          }
        });
    conf.keySet().stream()
        .filter(key -> CREDENTIALS.matcher(key).find())
        .findFirst()
        .ifPresent(
            key -> {
              ConfigValue value = values.getOrDefault(CONF + "." + key, values.get(CONF));
              throw SettingText.refusal(
                  value.origin(),
                  CONF
                      + "."
                      + key
                      + " must not be among settings: credentials come from AWS_ACCESS_KEY_ID and"
                      + " AWS_SECRET_ACCESS_KEY, a role, or core-site.xml in HADOOP_CONF_DIR");
            });
    return new SparkSettings(read.master, conf);
  }

  /** A block of whatever properties Spark has. */
  private static final class ConfPart implements Part<SparkSettings, Map<String, String>> {
    @Override
    public Class<?> component() {
      return Map.class;
    }

    @Override
    public List<String> paths() {
      return List.of(CONF);
    }

    @Override
    public Map<String, String> read(Settings s) {
      if (!(s.value(CONF) instanceof ConfigObject block)) {
        throw SettingText.refusal(CONF, s.value(CONF), "must be a block { ... }");
      }
      var conf = new TreeMap<String, String>();
      collect("", block, conf);
      return conf;
    }

    private static void collect(String prefix, ConfigObject block, Map<String, String> conf) {
      block.forEach(
          (key, value) -> {
            if (value instanceof ConfigObject inner) {
              collect(prefix + key + ".", inner, conf);
            } else {
              conf.put(prefix + key, Settings.of(any -> value).text(CONF + "." + prefix + key));
            }
          });
    }

    @Override
    public void check(Map<String, String> conf) {
      // Spark does
    }

    @Override
    public List<Setting<SparkSettings>> settings() {
      return List.of();
    }
  }
}
