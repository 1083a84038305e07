package org.espalier.report;

import static java.util.stream.Collectors.toList;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The order of the values of an axis, and how a reader sees them. */
final class AxisValues {
  private static final Pattern STRUCTURE =
      Pattern.compile("\\{ ?family ?= ?([a-z-]+)(?:, ([^{}]*?))? ?\\}");
  private static final int FEWEST_DIGITS = 4;
  private static final int MOST_DIGITS = 17;

  /** Shorter lists first, and among lists of a length those whose first numbers are smaller. */
  private static final Comparator<String> TEXTS =
      Comparator.<String>comparingInt(value -> items(value).size())
          .thenComparing(AxisValues::items, AxisValues::compareItems)
          .thenComparing(Comparator.naturalOrder());

  private AxisValues() {}

  /** The order of the values of a setting, as text; what does not apply comes first. */
  static Comparator<String> order(boolean numeric) {
    return numeric ? Comparator.comparingDouble(AxisValues::number) : TEXTS;
  }

  /**
   * Names of values: numbers with as few digits, at least four, as tell them apart, and structures
   * of a mixture without the syntax of a sweep file.
   */
  static List<String> names(boolean numeric, List<String> values) {
    if (!numeric) {
      return values.stream().map(AxisValues::structures).collect(toList());
    }
    for (int digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
      int kept = digits;
      List<String> names = values.stream().map(v -> rounded(v, kept)).collect(toList());
      if (names.stream().distinct().count() == values.size()) {
        return names;
      }
    }
    return values;
  }

  /** A number with so many digits, or all those before its point. */
  private static String rounded(String value, int digits) {
    if (value.equals(Axis.ABSENT) || value.contains("E") || !isFinite(value)) {
      return value;
    }
    BigDecimal exact = new BigDecimal(value);
    int decimals = Math.max(0, digits - exact.precision() + exact.scale());
    return exact.scale() > decimals
        ? exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString()
        : value;
  }

  private static boolean isFinite(String value) {
    return Double.isFinite(Double.parseDouble(value));
  }

  private static String structures(String value) {
    return STRUCTURE
        .matcher(value)
        .replaceAll(
            found ->
                found.group(2) == null
                    ? found.group(1)
                    : found.group(1) + "(" + found.group(2).replace(" = ", "=") + ")");
  }

  private static double number(String value) {
    return value.equals(Axis.ABSENT) ? Double.NEGATIVE_INFINITY : Double.parseDouble(value);
  }

  /** The items of a list, {@code [1, 2]}; none of what is no list. */
  private static List<String> items(String value) {
    return value.startsWith("[") && value.endsWith("]")
        ? List.of(value.substring(1, value.length() - 1).split(", *(?![^{]*\\})"))
        : List.of();
  }

  private static int compareItems(List<String> first, List<String> second) {
    for (int i = 0; i < first.size(); i++) {
      int order = compareItem(first.get(i), second.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareItem(String first, String second) {
    try {
      return Double.compare(Double.parseDouble(first), Double.parseDouble(second));
    } catch (NumberFormatException e) {
      return first.compareTo(second);
    }
  }
}
