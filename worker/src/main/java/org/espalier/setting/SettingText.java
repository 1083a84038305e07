package org.espalier.setting;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ConfigurationException;

/** How a setting and the place where it was written are shown to a person. */
public final class SettingText {
  private static final int LONGEST = 120;
  private static final String DEFAULTS = "reference.conf";
  private static final Pattern MERGED = Pattern.compile("^merge of (.*?)(,.*)?$", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("^(.*?):? (\\d+)(-\\d+)?$", Pattern.DOTALL);

  private SettingText() {}

  /** Where a value was written: {@code sweeps/a.conf:12}, or {@code command line}. */
  public static String where(ConfigOrigin origin) {
    String description = origin.description();
    Matcher merged = MERGED.matcher(description);
    boolean isMerged = merged.matches(); // a block that two files wrote: the first is shown
    if (isMerged) {
      description = merged.group(1);
    }
    Matcher line = LINE.matcher(description);
    return (isMerged || origin.lineNumber() > 0) && line.matches()
        ? line.group(1) + ":" + line.group(2)
        : description;
  }

  /** Whether a value is not of a sweep, a profile or the command line. */
  static boolean isDefault(ConfigValue value) {
    return file(value.origin()).equals(DEFAULTS);
  }

  /** The file of a value as it was named when it was read: {@code sweeps/a.conf}. */
  public static String file(ConfigOrigin origin) {
    String where = where(origin);
    return origin.lineNumber() > 0 ? where.substring(0, where.lastIndexOf(':')) : where;
  }

  /** A refusal: {@code sweeps/a.conf:12: complaint}. */
  public static ConfigurationException refusal(ConfigOrigin origin, String complaint) {
    return new ConfigurationException(where(origin) + ": " + complaint);
  }

  /** A refused value: {@code sweeps/a.conf:12: task.alpha = -1 must be > 0}. */
  public static ConfigurationException refusal(String path, ConfigValue value, String allowed) {
    return refusal(
        value.origin(), String.format(Locale.ROOT, "%s = %s %s", path, written(value), allowed));
  }

  /** A value as it was written, in one line, shortened if it is very long. */
  public static String written(ConfigValue value) {
    String text = ConfigurationException.oneLine(verbatim(value, false));
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }

  /**
   * A value in its normal form, the same for equal values however they were written: {@code 0.1}
   * for {@code 1e-1}, {@code [1,1]} for {@code [ 1, 1 ]}.
   */
  public static String normal(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().map(SettingText::normal).collect(joining(",", "[", "]"));
    }
    if (value instanceof ConfigObject block) {
      return block.keySet().stream()
          .sorted()
          .map(key -> key + "=" + normal(block.get(key)))
          .collect(joining(",", "{", "}"));
    }
    return value.unwrapped() instanceof Number number
        ? normal(number)
        : String.valueOf(value.unwrapped());
  }

  private static String normal(Number number) {
    double real = number.doubleValue();
    boolean whole = Math.abs(real) < 1e15 && Math.rint(real) == real;
    return number instanceof Integer || number instanceof Long || whole
        ? String.valueOf(number.longValue())
        : String.valueOf(real);
  }

  private static String verbatim(ConfigValue value, boolean inList) {
    return switch (value.valueType()) {
      case LIST ->
          ((ConfigList) value)
              .stream().map(v -> verbatim(v, true)).collect(joining(", ", "[", "]"));
      case OBJECT -> value.render(ConfigRenderOptions.concise());
      case NULL -> "null";
      case STRING -> {
        String text = (String) value.unwrapped();
        yield inList || text.isBlank() ? '"' + text + '"' : text;
      }
      // only getString gives a number as it stands in the file
      case NUMBER, BOOLEAN -> ConfigFactory.empty().withValue("v", value).getString("v");
    };
  }
}
