package org.espalier.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;

/**
 * Reads settings as what they should be. Whatever is refused is refused with its file, its line,
 * its value as written and what would be allowed.
 */
public final class Settings {
  private static final Pattern FINITE =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final Pattern NUMBER = Pattern.compile("[+-]?(NaN|Infinity)|" + FINITE.pattern());

  private static final Pattern DIGITS = Pattern.compile("[+-]?\\d+");

  /** From here on a number with a point or an exponent may be another than is written. */
  private static final double EXACT = 1e15;

  private static final Pattern PATH = Pattern.compile("\\b[a-z]+(\\.[a-z][a-z0-9-]*)+");

  private static final Pattern UNIT = Pattern.compile("\\p{Alpha}\\s*$");

  private final UnaryOperator<String> shown;
  private final Function<String, ConfigValue> values;

  private Settings(UnaryOperator<String> shown, Function<String, ConfigValue> values) {
    this.shown = shown;
    this.values = values;
  }

  /** Settings by path; every path that is asked for must have a value. */
  public static Settings of(Function<String, ConfigValue> values) {
    return new Settings(path -> path, values);
  }

  /**
   * Settings that stand elsewhere than their paths say.
   *
   * @param shown the place of a path: {@code evaluation.shifts[0].alpha} for {@code task.alpha}
   */
  public static Settings of(UnaryOperator<String> shown, Function<String, ConfigValue> values) {
    return new Settings(shown, values);
  }

  /** The value as it stands. */
  public ConfigValue value(String path) {
    return values.apply(path);
  }

  /** A whole number within {@code int}. */
  public int integer(String path) {
    long number = wholeNumber(path);
    if (number != (int) number) {
      throw refusal(path, "must be a whole number from -2^31 to 2^31 - 1");
    }
    return (int) number;
  }

  /** A whole number within {@code long}, or empty for one word that stands for none. */
  public OptionalLong wholeNumberOr(String word, String path) {
    if (word.equals(value(path).unwrapped())) {
      return OptionalLong.empty();
    }
    OptionalLong number = whole(value(path), Long.MIN_VALUE, Long.MAX_VALUE);
    if (number.isEmpty()) {
      throw refusal(path, String.format(Locale.ROOT, "%s or `%s`", wholeNumberOf(path), word));
    }
    return number;
  }

  /** A whole number within {@code long}. */
  public long wholeNumber(String path) {
    return whole(value(path), Long.MIN_VALUE, Long.MAX_VALUE)
        .orElseThrow(() -> refusal(path, wholeNumberOf(path)));
  }

  /** What a value must be that is no whole number, or one that has no place in a {@code long}. */
  private String wholeNumberOf(String path) {
    boolean isWhole = real(value(path)).isPresent() && Math.rint(number(path)) == number(path);
    return isWhole
        ? "must be a whole number written in digits, from -2^63 to 2^63 - 1"
        : "must be a whole number";
  }

  /** A number; NaN and the infinities are left for the record to refuse. */
  public double number(String path) {
    return real(value(path)).orElseThrow(() -> refusal(path, "must be a number"));
  }

  /** A number, or empty for one word that stands for none. */
  public OptionalDouble numberOr(String word, String path) {
    if (word.equals(value(path).unwrapped())) {
      return OptionalDouble.empty();
    }
    OptionalDouble number = real(value(path));
    if (number.isEmpty()) {
      throw refusal(path, String.format(Locale.ROOT, "must be a number or `%s`", word));
    }
    return number;
  }

  /** A text; numbers are taken as they are written. */
  public String text(String path) {
    return switch (value(path).valueType()) {
      case STRING, NUMBER, BOOLEAN -> atPath(value(path)).getString("v");
      case LIST, OBJECT, NULL -> throw refusal(path, "must be a text");
    };
  }

  /** A file: a relative name is relative to the file in which it stands. */
  public Path file(String path) {
    String name = text(path);
    ConfigOrigin origin = value(path).origin();
    try {
      return origin.lineNumber() > 0
          ? Path.of(SettingText.file(origin)).resolveSibling(name)
          : Path.of(name);
    } catch (InvalidPathException e) {
      throw refusal(path, "must be the name of a file");
    }
  }

  /** Whether something is so. */
  public boolean flag(String path) {
    return switch (text(path)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refusal(path, "must be true or false");
    };
  }

  /** One of a few words. */
  public <T> T choice(String path, Map<String, T> choices) {
    T chosen = value(path).unwrapped() instanceof String word ? choices.get(word) : null;
    if (chosen == null) {
      throw refusal(path, "must be one of " + String.join(", ", choices.keySet()));
    }
    return chosen;
  }

  /**
   * A list of some of a few words.
   *
   * @param choices what each word stands for, in the order in which they are offered
   */
  public <T> List<T> choices(String path, Map<String, T> choices) {
    return list(
        path,
        "must be a list of any of " + String.join(", ", choices.keySet()),
        v -> v.unwrapped() instanceof String word ? choices.get(word) : null);
  }

  /** A list of texts, or one text for a list of one. */
  public List<String> texts(String path) {
    if (!(value(path) instanceof ConfigList)) {
      return List.of(text(path));
    }
    return list(
        path,
        "must be a text or a list of texts",
        v -> v.unwrapped() instanceof String text ? text : null);
  }

  /** A list of whole numbers. */
  public List<Integer> integers(String path) {
    return list(
        path,
        "must be a list of whole numbers",
        v -> {
          OptionalLong number = whole(v, Integer.MIN_VALUE, Integer.MAX_VALUE);
          return number.isPresent() ? Math.toIntExact(number.getAsLong()) : null;
        });
  }

  /** A list of numbers. */
  public List<Double> numbers(String path) {
    return list(
        path,
        "must be a list of numbers",
        v -> {
          OptionalDouble number = real(v);
          return number.isPresent() ? number.getAsDouble() : null;
        });
  }

  /** A list of blocks. */
  public List<ConfigObject> blocks(String path) {
    return list(
        path,
        "must be a list of blocks { ... }",
        v -> v instanceof ConfigObject block ? block : null);
  }

  /**
   * A list of whatever.
   *
   * @param allowed what is said of a value that is no list
   */
  public List<ConfigValue> elements(String path, String allowed) {
    return list(path, allowed, v -> v);
  }

  /** A time with its unit. */
  public Duration duration(String path) {
    try {
      if (hasUnit(value(path))) {
        return atPath(value(path)).getDuration("v");
      }
    } catch (ConfigException e) {
      // refused below, with the line of the file
    }
    throw refusal(path, "must be a duration such as 30s, 10m or 2h");
  }

  /** A size in bytes with its unit, or empty for one word that stands for none. */
  public OptionalLong bytesOr(String word, String path) {
    if (word.equals(value(path).unwrapped())) {
      return OptionalLong.empty();
    }
    try {
      if (hasUnit(value(path))) {
        return OptionalLong.of(atPath(value(path)).getBytes("v"));
      }
    } catch (ConfigException e) {
      // refused below, with the line of the file
    }
    throw refusal(
        path, String.format(Locale.ROOT, "must be a size such as 500m or 4g, or `%s`", word));
  }

  /**
   * The refusal of a setting's value. A default is to blame only together with what was written
   * elsewhere, so that the place shown is that of a setting that the sentence names, or of the
   * family that has the default.
   */
  public ConfigurationException refusal(String path, String allowed) {
    ConfigValue value = value(path);
    return SettingText.isDefault(value)
        ? written(path, allowed)
            .map(
                at ->
                    SettingText.refusal(
                        at.origin(),
                        String.format(
                            Locale.ROOT,
                            "%s = %s, the default, %s",
                            shown.apply(path),
                            SettingText.written(value),
                            allowed)))
            .orElseGet(() -> SettingText.refusal(shown.apply(path), value, allowed))
        : SettingText.refusal(shown.apply(path), value, allowed);
  }

  /** A value that was written and with which a default does not go. */
  private Optional<ConfigValue> written(String path, String allowed) {
    Stream<String> named = PATH.matcher(allowed).results().map(MatchResult::group);
    Stream<String> family = Stream.of(path.replaceFirst("[^.]*$", "family"));
    return Stream.concat(named, family)
        .map(values)
        .filter(value -> value != null && !SettingText.isDefault(value))
        .findFirst();
  }

  private <T> List<T> list(String path, String allowed, Function<ConfigValue, T> element) {
    if (!(value(path) instanceof ConfigList list)) {
      throw refusal(path, allowed);
    }
    return list.stream()
        .map(
            v -> {
              T read = element.apply(v);
              if (read == null) {
                throw refusal(path, allowed);
              }
              return read;
            })
        .toList();
  }

  private static OptionalLong whole(ConfigValue value, long least, long most) {
    OptionalLong number = OptionalLong.empty();
    if (value.unwrapped() instanceof String text) {
      number = whole(text);
    } else if (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long) {
      number = OptionalLong.of(((Number) value.unwrapped()).longValue());
    } else if (value.unwrapped() instanceof Double real
        && Math.rint(real) == real
        && Math.abs(real) < EXACT) {
      number = OptionalLong.of(real.longValue());
    }
    return number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most
        ? number
        : OptionalLong.empty();
  }

  /** The number that a text writes, as a file would have it; empty if that is not whole. */
  private static OptionalLong whole(String text) {
    boolean isInDigits = DIGITS.matcher(text).matches();
    boolean isNumber = isInDigits || FINITE.matcher(text).matches();
    if (!isNumber || (!isInDigits && Math.abs(Double.parseDouble(text)) >= EXACT)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(new BigDecimal(text).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) { // of an exponent past an int
      return OptionalLong.empty();
    }
  }

  private static OptionalDouble real(ConfigValue value) {
    if (value.unwrapped() instanceof Number number) {
      return OptionalDouble.of(number.doubleValue() + 0.0); // -0 is 0
    }
    if (value.unwrapped() instanceof String text) {
      return NUMBER.matcher(text).matches()
          ? OptionalDouble.of(Double.parseDouble(text) + 0.0)
          : OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }

  /** Without a unit the library would take 5 for milliseconds and for bytes. */
  private static boolean hasUnit(ConfigValue value) {
    return value.unwrapped() instanceof String text && UNIT.matcher(text).find();
  }

  private static Config atPath(ConfigValue value) {
    return ConfigFactory.empty().withValue("v", value);
  }
}
