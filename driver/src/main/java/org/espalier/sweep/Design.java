package org.espalier.sweep;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.ConfigurationException;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.study.DesignMethod;
import org.espalier.trial.ReferenceSettings;

/**
 * Points drawn over the ranges of several settings, in place of the product of their values.
 *
 * @param method how the points are spread
 * @param points how many, at least 1
 * @param seed of the points, which has nothing to do with the seeds of trials
 * @param ranges one for each setting, in the order of reference.conf
 */
public record Design(DesignMethod method, int points, long seed, List<DesignRange> ranges) {
  private static final String BLOCK = "design";
  static final List<String> KEYS = List.of("method", "points", "seed", "over");
  private static final Map<String, DesignMethod> METHODS =
      Arrays.stream(DesignMethod.values())
          .collect(Collectors.toMap(DesignMethod::label, m -> m, (a, b) -> a, LinkedHashMap::new));

  public Design {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads {@code design { method, points, seed, over }} as an axis.
   *
   * @throws ConfigurationException for anything that is not allowed
   */
  static Axis.Designed read(ConfigValue written) {
    if (!(written instanceof ConfigObject block)) {
      throw SettingText.refusal(BLOCK, written, "must be a block { method, points, over, ... }");
    }
    for (String key : block.keySet()) {
      if (!KEYS.contains(key)) {
        List<String> names = KEYS.stream().map(name -> BLOCK + "." + name).toList();
        throw SettingText.refusal(
            block.get(key).origin(), NearestName.unknownKey(BLOCK + "." + key, names));
      }
    }
    Settings s = Settings.of(path -> block.get(path.substring(BLOCK.length() + 1)));
    DesignMethod method =
        block.containsKey("method") ? s.choice(BLOCK + ".method", METHODS) : DesignMethod.SOBOL;
    if (!block.containsKey("points")) {
      throw SettingText.refusal(block.origin(), "design has no points: say how many it draws");
    }
    int points = s.integer(BLOCK + ".points");
    if (points < 1 || points > Ranges.LONGEST) {
      throw s.refusal(BLOCK + ".points", "must be in 1.." + Ranges.LONGEST);
    }
    long seed = block.containsKey("seed") ? s.wholeNumber(BLOCK + ".seed") : 0;
    var design = new Design(method, points, seed, ranges(block));
    ConfigOrigin origin = block.get("points").origin();
    return new Axis.Designed(design, origin, design.values((ConfigObject) block.get("over")));
  }

  private static List<DesignRange> ranges(ConfigObject block) {
    if (!(block.get("over") instanceof ConfigObject over) || over.isEmpty()) {
      throw SettingText.refusal(
          block.containsKey("over") ? block.get("over").origin() : block.origin(),
          "design.over must name at least one setting with its range { from, to }");
    }
    var ranges = new ArrayList<DesignRange>();
    ReferenceSettings.ofTrial()
        .named(over, "")
        .forEach((path, value) -> ranges.add(DesignRange.read(path, value)));
    if (ranges.size() > DesignMethod.MOST_DIMENSIONS) {
      throw SettingText.refusal(
          over.origin(), "design.over has more than " + DesignMethod.MOST_DIMENSIONS + " settings");
    }
    return ranges;
  }

  /** The values of each setting, in the order of the points. */
  private List<List<ConfigValue>> values(ConfigObject over) {
    double[][] cube = method.points(points, ranges.size(), seed);
    Map<String, ConfigValue> written = ReferenceSettings.ofTrial().named(over, "");
    return IntStream.range(0, ranges.size())
        .mapToObj(
            d -> {
              DesignRange range = ranges.get(d);
              ConfigOrigin origin = written.get(range.path()).origin();
              return Arrays.stream(cube).map(point -> range.at(point[d], origin)).toList();
            })
        .toList();
  }

  /** Whether results of another design of the same points but for their number are of no use. */
  boolean forbids(Design other) {
    return !method.isNested()
        && method == other.method
        && points != other.points
        && seed == other.seed
        && ranges.equals(other.ranges);
  }

  /** As a person reads it: {@code 0.01 to 1 on a log scale, by sobol}. */
  public String describe(String path) {
    DesignRange range =
        ranges.stream().filter(r -> r.path().equals(path)).findFirst().orElseThrow();
    return String.format(Locale.ROOT, "%s, by %s", range, method.label());
  }

  /** As a sweep file writes it. */
  String text() {
    return String.format(
        Locale.ROOT,
        "design { method = %s, points = %d, seed = %d, over { %s } }",
        method.label(),
        points,
        seed,
        ranges.stream().map(DesignRange::text).collect(joining(", ")));
  }
}
