package org.espalier.query;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.espalier.setting.Setting;
import org.espalier.trial.SpecKeys;

/**
 * The SQL of {@link Mean}: for each group of trials and each measure the mean over cells of the
 * means over replicates, its standard error over replicates, and how many of them the cell with the
 * fewest has.
 *
 * @param relation SQL: the trials, with the columns of the table {@code trials} and one for each
 *     measure
 * @param groups SQL by name: what tells groups apart; at least one
 * @param cell SQL: what is the same for trials of one cell alone
 * @param replicate SQL: what is the same for trials of one replicate alone, in whatever cell
 */
public record BalancedMeans(String relation, List<Group> groups, String cell, String replicate) {

  /** An expression and the name of its column. */
  public record Group(String name, String expression) {}

  /**
   * SQL: what trials of one cell alone have in common.
   *
   * @param draws paths of settings that count as replicates, as seeds do
   */
  public static String cell(Collection<String> draws) {
    return SpecKeys.ALL.stream()
        .filter(key -> !Replicates.isSeed(key.path()) && !draws.contains(key.path()))
        .map(Setting::column)
        .collect(joining(", ", "xxhash64(", ")"));
  }

  /**
   * The statement: a row for each group with its names, and for each measure {@code mean m}, {@code
   * error m} (null where a cell has fewer than two replicates) and {@code least m} (0 where there
   * is none). Trials that did not succeed and values that are NaN or null are left out.
   */
  public String statement(Collection<String> measures) {
    String names = groups.stream().map(g -> "`" + g.name() + "`").collect(joining(", "));
    String selected =
        groups.stream()
            .map(g -> String.format(Locale.ROOT, "%s AS `%s`", g.expression(), g.name()))
            .collect(joining(", "));
    return String.format(
        Locale.ROOT,
        """
        SELECT %1$s%2$s FROM (
          SELECT %1$s, `a replicate`%3$s FROM (
            SELECT %1$s, `a replicate`%4$s FROM (
              SELECT %5$s, %6$s AS `a cell`, %7$s AS `a replicate`%8$s
              FROM %9$s WHERE status = 'succeeded')
            WINDOW cell AS (PARTITION BY %1$s, `a cell`))
          GROUP BY %1$s, `a replicate`)
        GROUP BY %1$s
        """,
        names,
        each(measures, BalancedMeans::overReplicates),
        each(measures, BalancedMeans::perReplicate),
        each(measures, BalancedMeans::perTrial),
        selected,
        cell,
        replicate,
        each(measures, m -> String.format(Locale.ROOT, ", `%s`", m)),
        relation);
  }

  /** The columns of each measure, one list after another. */
  static String each(Collection<String> measures, Function<String, String> columns) {
    return measures.stream().map(columns).collect(joining());
  }

  /**
   * Of a trial, in a window {@code cell}: its value, null for NaN, with the mean and the number of
   * the values of its cell.
   */
  static String perTrial(String measure) {
    return String.format(
        Locale.ROOT,
        ", nanvl(`%1$s`, null) AS `%1$s`"
            + ", avg(nanvl(`%1$s`, null)) OVER cell AS `centre %1$s`"
            + ", count(nanvl(`%1$s`, null)) OVER cell AS `count %1$s`",
        measure);
  }

  /**
   * Of a replicate, over its trials: the sums that {@link #mean} and {@link #error} are made of.
   */
  static String perReplicate(String measure) {
    return String.format(
        Locale.ROOT,
        ", sum(`%1$s` / `count %1$s`) AS `sum %1$s`"
            + ", sum(CASE WHEN `%1$s` IS NOT NULL THEN 1 / `count %1$s` END) AS `share %1$s`"
            + ", min(nullif(`count %1$s`, 0)) AS `least %1$s`"
            + ", sum(CASE WHEN `count %1$s` > 1 THEN"
            + " (`%1$s` - `centre %1$s`) / sqrt(`count %1$s` * (`count %1$s` - 1)) END)"
            + " AS `deviation %1$s`",
        measure);
  }

  /** Over replicates: the mean over cells, of which the shares add up to their number. */
  static String mean(String measure) {
    return String.format(Locale.ROOT, "sum(`sum %1$s`) / sum(`share %1$s`)", measure);
  }

  /** Over replicates: its standard error, null where a cell has fewer than two of them. */
  static String error(String measure) {
    return String.format(
        Locale.ROOT,
        "CASE WHEN min(`least %1$s`) >= 2 THEN"
            + " sqrt(sum(`deviation %1$s` * `deviation %1$s`)) / sum(`share %1$s`) END",
        measure);
  }

  private static String overReplicates(String measure) {
    return String.format(
        Locale.ROOT,
        ", %2$s AS `mean %1$s`, %3$s AS `error %1$s`, coalesce(min(`least %1$s`), 0) AS `least %1$s`",
        measure,
        mean(measure),
        error(measure));
  }
}
