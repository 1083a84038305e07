package org.espalier.sweep;

import static org.espalier.InvalidValueException.require;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.espalier.ConfigurationException;
import org.espalier.setting.Declaration;
import org.espalier.setting.NearestName;
import org.espalier.setting.Parameter;
import org.espalier.setting.Range;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.setting.Type;
import org.espalier.study.ReplicateRule;
import org.espalier.trial.Metric;
import org.espalier.trial.ReferenceSettings;
import org.espalier.trial.TrialMetrics;
import org.espalier.trial.TrialSpec;

/**
 * Replicates by need: each cell of a sweep gets the seeds that its intervals ask for, in place of
 * an axis of seeds. See {@link ReplicateRule}.
 *
 * @param of metrics whose intervals must be narrow enough, names of columns of {@code trials}
 * @param within half width of an interval that is narrow enough
 * @param atLeast seeds of every cell
 * @param atMost seeds of no cell are more
 */
public record Replicates(List<String> of, double within, int atLeast, int atMost) {
  private static final String BLOCK = "replicates";
  private static final String SEED = "seed";

  /** Its settings. */
  static final Declaration<Replicates> SETTINGS =
      Declaration.of(
          Replicates.class,
          Parameter.of("replicates.of", Type.texts(), Replicates::of)
              .within(Range.of(names -> !names.isEmpty(), "must name at least one metric")),
          Parameter.<Replicates>real("replicates.within", Replicates::within)
              .within(Range.above(0)),
          Parameter.<Replicates>integer("replicates.at-least", Replicates::atLeast)
              .within(Range.atLeast(2)),
          Parameter.<Replicates>integer("replicates.at-most", Replicates::atMost)
              .within(Range.whole(2, Ranges.LONGEST)));

  public Replicates {
    of = List.copyOf(of);
    SETTINGS.check(of, within, atLeast, atMost);
    require(
        atMost >= atLeast,
        "replicates.at-most",
        atMost,
        "must not be below replicates.at-least = " + atLeast);
    for (String metric : of) {
      requireMetric(metric);
    }
  }

  private static void requireMetric(String metric) {
    List<String> names = TrialMetrics.ALL.stream().map(Metric::name).toList();
    require(
        names.contains(metric),
        "replicates.of",
        metric,
        "must be a metric of the table trials" + NearestName.suggestion(metric, names));
  }

  /** The rule of one metric. */
  public ReplicateRule rule() {
    return new ReplicateRule(within, atLeast, atMost);
  }

  /**
   * What a sweep file and the command line say of replicates.
   *
   * @param words what the command line says, by path
   * @return empty if neither says anything
   * @throws ConfigurationException for a value that is not allowed
   */
  static Optional<Replicates> read(ConfigObject root, Map<String, ConfigValue> words) {
    return root.containsKey(BLOCK) || !words.isEmpty()
        ? Optional.of(SETTINGS.read(settings(root, words)))
        : Optional.empty();
  }

  private static Settings settings(ConfigObject root, Map<String, ConfigValue> words) {
    ReferenceSettings known = ReferenceSettings.ofReplicates();
    var values = new LinkedHashMap<>(known.defaults());
    if (root.containsKey(BLOCK)) {
      if (!(root.get(BLOCK) instanceof ConfigObject block)) {
        throw SettingText.refusal(BLOCK, root.get(BLOCK), "must be a block { of, within, ... }");
      }
      values.putAll(known.flatten(block, BLOCK + "."));
    }
    values.putAll(words);
    return Settings.of(values::get);
  }

  /**
   * Returns if each metric is measured in some cell and may differ between its replicates.
   *
   * @param words what the command line says, by path
   * @throws ConfigurationException if one is not; see {@link ReplicateMetrics}
   */
  void requireTelling(ConfigObject root, Map<String, ConfigValue> words, List<Cell> cells) {
    List<TrialSpec> trials = cells.stream().map(Cell::spec).toList();
    for (String metric : of) {
      ReplicateMetrics.objection(metric, trials)
          .ifPresent(
              objection -> {
                throw settings(root, words).refusal("replicates.of", objection);
              });
    }
  }

  /**
   * A grid whose cells have all seeds that they may get.
   *
   * @throws ConfigurationException if the grid has an axis of seeds
   */
  Layer withSeeds(Layer grid) {
    for (Axis axis : grid.axes()) {
      if (axis.paths().contains(SEED)) {
        throw SettingText.refusal(
            axis.point(0).get(axis.paths().indexOf(SEED)).origin(),
            "the axis seed must go: replicates say how many seeds each cell gets");
      }
    }
    var reference = ReferenceSettings.ofTrial().defaults();
    ConfigValue first = grid.base().getOrDefault(SEED, reference.get(SEED));
    long seed = Settings.of(path -> first).wholeNumber(SEED);
    if (seed > Long.MAX_VALUE - atMost) {
      throw SettingText.refusal(
          SEED,
          first,
          String.format(Locale.ROOT, "must leave %d seeds behind it below 2^63", atMost));
    }
    List<ConfigValue> seeds =
        LongStream.range(seed, seed + atMost)
            .mapToObj(s -> ConfigValueFactory.fromAnyRef(s).withOrigin(first.origin()))
            .map(ConfigValue.class::cast)
            .toList();
    return grid.with(new Axis.Listed(SEED, seeds));
  }

  /** As a sweep file writes it. */
  String text() {
    return String.format(
        Locale.ROOT,
        "replicates { of = [%s], within = %s, at-least = %d, at-most = %d }",
        String.join(", ", of),
        within,
        atLeast,
        atMost);
  }

  /** As a person reads it: {@code edge_accuracy within 0.02, 5 to 100 seeds a cell}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s within %s, %d to %d seeds a cell",
        String.join(", ", of),
        within,
        atLeast,
        atMost);
  }
}
