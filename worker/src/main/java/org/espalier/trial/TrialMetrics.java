package org.espalier.trial;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The final metrics of a trial, in the order of their columns in the {@code trials} table.
 *
 * <p>Metrics of recovery are of the first layer's positional attention (of models without such,
 * {@link org.espalier.model.Model#hasPositionalAttention}: of its mean over held-out sequences),
 * and of identifiable edges unless the name ends in {@code _all}. To add a metric, add its line to
 * the list of its theme; the table, SQL and report take it from there.
 */
public final class TrialMetrics {

  /** All metrics. */
  public static final List<Metric> ALL =
      Stream.of(
              LossMetrics.ALL,
              PredictorMetrics.ALL,
              RecoveryMetrics.ALL,
              ReadOutMetrics.ALL,
              AttentionMetrics.ALL,
              ModelMetrics.ALL,
              CurveMetrics.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Map<String, Metric> BY_NAME =
      ALL.stream().collect(toUnmodifiableMap(Metric::name, metric -> metric));

  private TrialMetrics() {}

  /** The metric of a name, if there is one. */
  public static Optional<Metric> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The metrics that were measured and are finite, by name. */
  static Map<String, Number> values(Measurement measurement) {
    var values = new HashMap<String, Number>();
    for (Metric metric : ALL) {
      Number value = metric.value().apply(measurement);
      if (value != null && Double.isFinite(value.doubleValue())) {
        values.put(metric.name(), value);
      }
    }
    return values;
  }
}
