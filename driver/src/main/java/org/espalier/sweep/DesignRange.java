package org.espalier.sweep;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.setting.Kind;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.SpecKeys;

/**
 * What a design draws for one setting: numbers between two ends, uniform on a linear or a
 * logarithmic scale.
 *
 * <p>With u in [0, 1): a number is from + u (to - from), or from (to / from)<sup>u</sup>, rounded
 * to six significant digits, so that it is written as it is calculated with; a whole number is the
 * floor of the same with to + 1 in place of to, so that both ends are drawn as often as any other.
 *
 * @param path of the setting
 * @param from the least value
 * @param to the greatest value
 * @param isLog whether the scale is logarithmic
 * @param isWhole whether the setting has whole numbers
 */
record DesignRange(String path, double from, double to, boolean isLog, boolean isWhole) {
  private static final String OVER = "design.over.";
  private static final MathContext DIGITS = new MathContext(6);
  static final List<String> KEYS = List.of("from", "to", "scale");
  private static final Map<String, Boolean> SCALES =
      new TreeMap<>(Map.of("linear", false, "log", true));

  /** Reads {@code { from = 0.01, to = 1, scale = log }}. */
  static DesignRange read(String path, ConfigValue written) {
    Kind kind = SpecKeys.find(path).map(setting -> setting.type().kind()).orElse(Kind.TEXT);
    if (!kind.isNumeric()) {
      throw SettingText.refusal(
          OVER + path, written, "must be a setting that has numbers: make it an axis");
    }
    if (path.startsWith("seed")) {
      throw SettingText.refusal(
          OVER + path,
          written,
          "must be a setting, not a seed: make it an axis, or use replicates");
    }
    if (!(written instanceof ConfigObject block)
        || !block.containsKey("from")
        || !block.containsKey("to")) {
      throw SettingText.refusal(
          OVER + path, written, "must be a range { from, to } and perhaps scale = log");
    }
    for (String key : block.keySet()) {
      if (!KEYS.contains(key)) {
        List<String> names = KEYS.stream().map(name -> OVER + path + "." + name).toList();
        throw SettingText.refusal(
            block.get(key).origin(), NearestName.unknownKey(OVER + path + "." + key, names));
      }
    }
    boolean isWhole = kind != Kind.REAL;
    double from = end(path, block, "from", isWhole);
    double to = end(path, block, "to", isWhole);
    Settings s = Settings.of(key -> block.get(key.substring((OVER + path).length() + 1)));
    boolean isLog = block.containsKey("scale") && s.choice(OVER + path + ".scale", SCALES);
    if (!(from < to)) {
      throw SettingText.refusal(OVER + path, written, "is empty: from must be below to");
    }
    if (isLog && !(from > 0)) {
      throw SettingText.refusal(
          OVER + path, written, "cannot have scale = log: both ends must be above 0");
    }
    return new DesignRange(path, from, to, isLog, isWhole);
  }

  private static double end(String path, ConfigObject block, String key, boolean isWhole) {
    Settings s = Settings.of(any -> block.get(key));
    String name = OVER + path + "." + key;
    double value = isWhole ? s.wholeNumber(name) : s.number(name);
    if (!Double.isFinite(value)) {
      throw s.refusal(name, "must be a finite number");
    }
    ReferenceSettings.ofTrial().checkType(path, block.get(key));
    return value;
  }

  /** The value at a place of the range, u in [0, 1). */
  ConfigValue at(double u, ConfigOrigin origin) {
    double last = isWhole ? to + 1 : to;
    double value =
        isLog ? from * StrictMath.exp(u * StrictMath.log(last / from)) : from + u * (last - from);
    Number number =
        isWhole
            ? (Number) (long) within(Math.floor(value))
            : (Number) within(new BigDecimal(value).round(DIGITS).doubleValue());
    return ConfigValueFactory.fromAnyRef(number).withOrigin(origin);
  }

  private double within(double value) {
    return Math.max(from, Math.min(to, value));
  }

  /** As a sweep file writes it. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s { from = %s, to = %s%s }",
        path,
        number(from),
        number(to),
        isLog ? ", scale = log" : "");
  }

  /** As a person reads it: {@code 0.01 to 1 on a log scale}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s to %s%s", number(from), number(to), isLog ? " on a log scale" : "");
  }

  private String number(double value) {
    return isWhole ? String.valueOf((long) value) : String.valueOf(value);
  }
}
