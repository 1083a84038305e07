package org.espalier.query;

import static org.espalier.query.ResultViews.PLANNED;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.query.View.Column;
import org.espalier.setting.Setting;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;
import org.espalier.trial.TrialSpec;

/**
 * The views of one row for each value of each axis: the mean over cells of the means over
 * replicates, as {@link Mean} defines it, in the SQL of {@link BalancedMeans}. Deviations from the
 * cell's mean are found once; then trials are laid out by axis, added up by replicate and value,
 * and by value.
 */
final class AxisViews {
  private final Column sweep;
  private final List<Setting<TrialSpec>> axes;

  /**
   * Views of a sweep.
   *
   * @param sweep the column of its name
   * @param axes the settings that it varies
   */
  AxisViews(Column sweep, List<Setting<TrialSpec>> axes) {
    this.sweep = sweep;
    this.axes = axes;
  }

  /** How well the graphs were recovered. */
  View recovery() {
    List<Metric> metrics =
        TrialMetrics.ALL.stream()
            .filter(m -> Headline.METRICS.contains(m.name()) || m.name().equals("normalized_gap"))
            .toList();
    var columns =
        keys(
            "Number of replicates: of different seeds among the trials with this value that"
                + " succeeded.");
    columns.add(
        new Column(
            "cells",
            "CAST(round(sum(share)) AS BIGINT)",
            "Number of cells with this value that have a trial that succeeded. What else the sweep"
                + " varies is averaged over them."));
    columns.add(
        new Column("trials", "sum(trials)", "Number of trials with this value that succeeded."));
    for (Metric metric : metrics) {
      columns.addAll(balanced(metric.name(), metric.meaning()));
    }
    return new View(
        "recovery_by_axis",
        "One row for each value of each axis: how well the graphs were recovered.",
        columns,
        byValue(metrics.stream().map(Metric::name).toList(), PLANNED));
  }

  /** The edge accuracy of attention, of each rival and of chance, of trials that have rivals. */
  View rivals() {
    var columns =
        keys(
            "Number of replicates: of different seeds among the trials with this value that"
                + " succeeded and have rivals.");
    columns.add(new Column("trials", "sum(trials)", "Number of trials with this value, likewise."));
    for (RivalColumns.Contender contender : RivalColumns.ALL) {
      columns.addAll(balanced(contender.name(), contender.meaning()));
    }
    return new View(
        "rivals_by_axis",
        "One row for each value of each axis: the edge accuracy of attention beside that of other methods.",
        columns,
        byValue(
            RivalColumns.ALL.stream().map(RivalColumns.Contender::name).toList(),
            RivalColumns.relation(PLANNED)));
  }

  /** What a row is of, and how many replicates are behind it. */
  private List<Column> keys(String replicates) {
    return new ArrayList<>(
        List.of(
            sweep,
            Column.of("axis", "Path of a setting that the sweep varies."),
            Column.of(
                "value", "Value of the setting, as text. Null where the setting does not apply."),
            new Column("n", "count(*)", replicates)));
  }

  private static List<Column> balanced(String name, String meaning) {
    return List.of(
        new Column(
            name + "_mean",
            BalancedMeans.mean(name),
            String.format(
                Locale.ROOT,
                "Mean of %s over cells of its mean over the seeds of a cell, so that each setting counts alike however many of its seeds succeeded. %s",
                name,
                meaning)),
        new Column(
            name + "_se",
            BalancedMeans.error(name),
            String.format(
                Locale.ROOT,
                "Standard error over seeds of the mean of %s: sqrt(sum over seeds s of (sum over cells c of (y_cs - mean_c) / sqrt(n_c (n_c - 1)))^2) / C, with n_c seeds in cell c of C. Different settings are no replicates. A cell of fewer than two seeds leaves no error to be told. %s",
                name,
                meaning)));
  }

  private String byValue(List<String> metrics, String relation) {
    return String.format(
        Locale.ROOT,
        "FROM (%s) GROUP BY sweep, axis, value, place ORDER BY place, try_cast(value AS DOUBLE), value",
        byReplicate(metrics, relation));
  }

  /** For each value of each axis and each replicate, the sums that means and errors are made of. */
  private String byReplicate(List<String> metrics, String relation) {
    String settings = axes.stream().map(Setting::column).collect(Collectors.joining(", "));
    String byAxis =
        IntStream.range(0, axes.size())
            .mapToObj(
                k ->
                    String.format(
                        Locale.ROOT,
                        "%d, %s, CAST(%s AS STRING)",
                        k,
                        View.literal(axes.get(k).path()),
                        axes.get(k).column()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        """
        SELECT sweep, axis, value, place, replicate, count(*) AS trials, sum(share) AS share%s
        FROM (
          SELECT sweep, replicate, share%s, stack(%d, %s) AS (place, axis, value) FROM (
            SELECT sweep, replicate, %s, 1 / count(*) OVER cell AS share%s
            FROM (SELECT *, %s AS replicate, %s AS cell FROM %s WHERE status = 'succeeded')
            WINDOW cell AS (PARTITION BY sweep, cell)))
        GROUP BY sweep, axis, value, place, replicate
        """,
        BalancedMeans.each(metrics, BalancedMeans::perReplicate),
        BalancedMeans.each(metrics, AxisViews::laidOut),
        axes.size(),
        byAxis,
        settings,
        BalancedMeans.each(metrics, BalancedMeans::perTrial),
        Replicates.EXPRESSION,
        BalancedMeans.cell(List.of()),
        relation);
  }

  /** What a trial brings to each of its axes. */
  private static String laidOut(String metric) {
    return String.format(Locale.ROOT, ", `%1$s`, `centre %1$s`, `count %1$s`", metric);
  }
}
