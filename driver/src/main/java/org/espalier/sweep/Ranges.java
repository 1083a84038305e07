package org.espalier.sweep;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ConfigurationException;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;

/**
 * The values of a range, in decimal arithmetic, so that 0.1 to 0.3 by 0.1 ends with 0.3:
 *
 * <ul>
 *   <li>{@code 0..29}: whole numbers, both ends included, upwards;
 *   <li>{@code { from = 0, to = 1, step = 0.25 }}: from + i step, as long as it is not past to; the
 *       step is 1 if there is none;
 *   <li>{@code { from = 0.001, to = 1, factor = 10 }}: from factor^i, likewise;
 *   <li>{@code { from = 0, to = 1, count = 5 }}: so many values at equal distances, both ends
 *       included;
 *   <li>{@code { from = 0.0001, to = 1, count = 5, scale = log }}: so many at equal ratios, to 12
 *       significant digits.
 * </ul>
 */
final class Ranges {
  /** More values than any axis needs: past it, a typing error is likelier. */
  static final int LONGEST = 1_000_000;

  private static final String STEP = "step";
  private static final String FACTOR = "factor";
  private static final String COUNT = "count";
  private static final String SCALE = "scale";
  private static final List<String> SPACINGS = List.of(STEP, FACTOR, COUNT);
  private static final Map<String, Boolean> SCALES =
      new TreeMap<>(Map.of("linear", false, "log", true));

  /** Whole numbers beyond it are numbers like all others. */
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final MathContext ROOTS = new MathContext(12);
  private static final Pattern WHOLE = Pattern.compile("(-?\\d{1,19})\\.\\.(-?\\d{1,19})");

  private Ranges() {}

  /** Whether a value is written as {@code 0..29}. */
  static boolean isShort(ConfigValue value) {
    return value.unwrapped() instanceof String text && WHOLE.matcher(text).matches();
  }

  /** The values of {@code 0..29}. */
  static List<ConfigValue> ofShort(String path, ConfigValue written) {
    Matcher ends = WHOLE.matcher((String) written.unwrapped());
    if (!ends.matches()) {
      throw new IllegalArgumentException(written.toString());
    }
    var range = new Ends(path, written, decimal(ends.group(1)), decimal(ends.group(2)));
    return range.byStep(BigDecimal.ONE);
  }

  /**
   * The values of a block with {@code from} and {@code to}, and perhaps one of {@code step}, {@code
   * factor} and {@code count}.
   */
  static List<ConfigValue> of(String path, ConfigObject written) {
    long spacings = SPACINGS.stream().filter(written::containsKey).count();
    if (!written.containsKey("from") || !written.containsKey("to") || spacings > 1) {
      throw SettingText.refusal(
          path,
          written,
          "must have from, to and perhaps one of step, factor and count to be a range");
    }
    if (written.containsKey(SCALE) && !written.containsKey(COUNT)) {
      throw SettingText.refusal(path, written, "must have a count beside its scale");
    }
    Settings s = Settings.of(key -> written.get(key.substring(path.length() + 1)));
    var range = new Ends(path, written, decimal(s, path + ".from"), decimal(s, path + ".to"));
    if (written.containsKey(FACTOR)) {
      return range.byFactor(decimal(s, path + "." + FACTOR));
    }
    if (written.containsKey(COUNT)) {
      int count = s.integer(path + "." + COUNT);
      if (count < 2 || count > LONGEST) {
        throw s.refusal(path + "." + COUNT, "must be in 2.." + LONGEST);
      }
      boolean isLog = written.containsKey(SCALE) && s.choice(path + "." + SCALE, SCALES);
      return isLog ? range.atEqualRatios(count) : range.atEqualDistances(count);
    }
    return range.byStep(written.containsKey(STEP) ? decimal(s, path + "." + STEP) : BigDecimal.ONE);
  }

  private static BigDecimal decimal(Settings s, String path) {
    if (!Double.isFinite(s.number(path))) {
      throw s.refusal(path, "must be a finite number");
    }
    BigDecimal exact = decimal(s.text(path));
    if (s.number(path) == 0 && exact.signum() != 0) { // its sums would have any number of digits
      throw s.refusal(path, "is nearer to 0 than any number that can be computed with");
    }
    return exact;
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private record Ends(String path, ConfigValue written, BigDecimal from, BigDecimal to) {

    List<ConfigValue> byStep(BigDecimal step) {
      if (step.signum() == 0) {
        throw refusal("never ends: its step is 0");
      }
      if (to.subtract(from).signum() * step.signum() < 0) {
        throw refusal("is empty: its step leads away from its end");
      }
      BigDecimal steps = to.subtract(from).divideToIntegralValue(step);
      checkLength(steps);
      var values = new ArrayList<ConfigValue>();
      for (int i = 0; i <= steps.intValueExact(); i++) {
        values.add(value(from.add(step.multiply(BigDecimal.valueOf(i)))));
      }
      return values;
    }

    List<ConfigValue> byFactor(BigDecimal factor) {
      if (from.signum() * to.signum() <= 0 || factor.signum() <= 0) {
        throw refusal(
            "cannot be a range by a factor: its ends must have the same sign, and factor must be > 0");
      }
      int growth = factor.compareTo(BigDecimal.ONE);
      if (growth == 0) {
        throw refusal("never ends: its factor is 1");
      }
      if (to.abs().compareTo(from.abs()) * growth < 0) {
        throw refusal("is empty: its factor leads away from its end");
      }
      var values = new ArrayList<ConfigValue>();
      for (BigDecimal v = from;
          v.abs().compareTo(to.abs()) * growth <= 0;
          v = v.multiply(factor, MathContext.DECIMAL64)) {
        values.add(value(v));
        checkLength(BigDecimal.valueOf(values.size() - 1L));
      }
      return values;
    }

    List<ConfigValue> atEqualDistances(int count) {
      var values = new ArrayList<ConfigValue>();
      BigDecimal whole = to.subtract(from);
      for (int i = 0; i < count; i++) {
        BigDecimal share =
            whole
                .multiply(BigDecimal.valueOf(i))
                .divide(BigDecimal.valueOf(count - 1L), MathContext.DECIMAL64);
        values.add(value(from.add(share)));
      }
      return values;
    }

    /** from (to/from)^(i/(count-1)): a root that is a decimal number comes out as that number. */
    List<ConfigValue> atEqualRatios(int count) {
      if (from.signum() * to.signum() <= 0) {
        throw refusal(
            "cannot be a range at equal ratios: its ends must have the same sign and not be 0");
      }
      double ratio = to.divide(from, MathContext.DECIMAL64).doubleValue();
      var values = new ArrayList<ConfigValue>();
      values.add(value(from));
      for (int i = 1; i < count - 1; i++) {
        var power = new BigDecimal(StrictMath.pow(ratio, (double) i / (count - 1)));
        values.add(value(from.multiply(power).round(ROOTS)));
      }
      values.add(value(to));
      return values;
    }

    private void checkLength(BigDecimal steps) {
      if (steps.compareTo(BigDecimal.valueOf(LONGEST)) >= 0) {
        throw refusal(String.format(Locale.ROOT, "has more than %d values", LONGEST));
      }
    }

    private ConfigValue value(BigDecimal number) {
      ConfigOrigin origin = written.origin();
      boolean whole =
          number.stripTrailingZeros().scale() <= 0 && number.abs().compareTo(LARGEST) <= 0;
      Number plain = whole ? (Number) number.longValueExact() : (Number) number.doubleValue();
      return ConfigValueFactory.fromAnyRef(plain).withOrigin(origin);
    }

    private ConfigurationException refusal(String complaint) {
      return SettingText.refusal(path, written, complaint);
    }
  }
}
