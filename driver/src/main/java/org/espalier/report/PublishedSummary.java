package org.espalier.report;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.metric.Bounds;
import org.espalier.setting.NoIncludes;
import org.espalier.setting.SettingText;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;

/**
 * Reads a summary that was published: a JSON or HOCON file with {@code name} and, under {@code
 * measures}, for each column of the {@code trials} table {@code mean}, {@code sd} (standard
 * deviation over replicates, at least 0) and {@code n} (replicates, at least 1), of which the mean
 * and the deviation are such as values within the metric's bounds can have. It comes from others:
 * it includes nothing and learns nothing of the environment.
 */
final class PublishedSummary {
  private static final String FORM =
      "a summary has a `name` and `measures { COLUMN { mean, sd, n } }`";

  private PublishedSummary() {}

  /**
   * Reads a file.
   *
   * @throws ConfigurationException if it is no such summary, with its line where that is known
   */
  static ResultSummary read(Path file) {
    ConfigObject root = parsed(file);
    if (Stream.of("base", "axes", "grids", "zip").anyMatch(root::containsKey)) {
      throw new ConfigurationException(
          file
              + ": is a sweep file; compare takes results folders, such as results/NAME, and "
              + "published summaries");
    }
    if (!(root.get("measures") instanceof ConfigObject columns) || columns.isEmpty()) {
      throw new ConfigurationException(file + ": has no measures; " + FORM);
    }
    if (!root.containsKey("name") || !(root.get("name").unwrapped() instanceof String name)) {
      throw new ConfigurationException(file + ": has no name; " + FORM);
    }
    Map<String, Interval> measures = new TreeMap<>();
    columns.forEach((column, written) -> measures.put(column, interval(column, written)));
    return new ResultSummary(name, Map.of(), List.of(new ResultSummary.Cell(Map.of(), measures)));
  }

  private static ConfigObject parsed(Path file) {
    try {
      String text = Files.readString(file);
      return ConfigFactory.parseString(text, NoIncludes.options(file.toString(), text))
          .resolve(ConfigResolveOptions.noSystem())
          .root();
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigurationException(file + ": cannot be read: " + IoProblem.text(e), e);
    } catch (ConfigException e) {
      String place = e.origin() == null ? file.toString() : SettingText.where(e.origin());
      throw new ConfigurationException(place + ": is neither JSON nor HOCON; " + FORM, e);
    } catch (StackOverflowError e) { // the parser calls itself for each bracket
      throw new ConfigurationException(file + ": is nested too deeply", e);
    }
  }

  private static Interval interval(String column, ConfigValue written) {
    String path = "measures." + column;
    Metric metric =
        TrialMetrics.find(column)
            .orElseThrow(
                () ->
                    SettingText.refusal(
                        written.origin(),
                        path + " is not a column of measures in the table `trials`"));
    if (!(written instanceof ConfigObject measure)) {
      throw SettingText.refusal(path, written, "must be a block { mean, sd, n }");
    }
    double mean = number(path, measure, "mean");
    double sd = number(path, measure, "sd");
    double n = number(path, measure, "n");
    if (!(sd >= 0)) {
      throw SettingText.refusal(path + ".sd", measure.get("sd"), "must be at least 0");
    }
    if (!(n >= 1 && n == Math.rint(n))) {
      throw SettingText.refusal(path + ".n", measure.get("n"), "must be a whole number from 1");
    }
    Bounds bounds = metric.bounds();
    if (mean < bounds.low() || mean > bounds.high()) {
      throw SettingText.refusal(path + ".mean", measure.get("mean"), "must be " + range(bounds));
    }
    if (sd > greatestDeviation(bounds, n)) {
      throw SettingText.refusal(
          path + ".sd",
          measure.get("sd"),
          String.format(
              Locale.ROOT,
              "must be at most %.4g, for the %.0f values are %s",
              greatestDeviation(bounds, n),
              n,
              range(bounds)));
    }
    return Interval.of(mean, sd, (long) n, bounds);
  }

  private static String range(Bounds bounds) {
    return bounds.areFinite()
        ? String.format(Locale.ROOT, "in [%.0f, %.0f]", bounds.low(), bounds.high())
        : String.format(Locale.ROOT, ">= %.0f", bounds.low());
  }

  /** Of n values of which one half lies at either bound. */
  private static double greatestDeviation(Bounds bounds, double n) {
    return bounds.areFinite() && n > 1
        ? (bounds.high() - bounds.low()) / 2 * Math.sqrt(n / (n - 1))
        : Double.POSITIVE_INFINITY;
  }

  private static double number(String path, ConfigObject measure, String key) {
    ConfigValue value = measure.get(key);
    if (value == null) {
      throw SettingText.refusal(
          measure.origin(), String.format(Locale.ROOT, "%s has no %s", path, key));
    }
    if (!(value.unwrapped() instanceof Number number)) {
      throw SettingText.refusal(path + "." + key, value, "must be a number");
    }
    if (!Double.isFinite(number.doubleValue())) {
      throw SettingText.refusal(path + "." + key, value, "must be a finite number");
    }
    return number.doubleValue();
  }
}
