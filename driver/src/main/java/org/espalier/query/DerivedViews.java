package org.espalier.query;

import static org.espalier.query.ResultViews.PLANNED;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.query.View.Column;
import org.espalier.setting.Setting;
import org.espalier.table.AttentionTable;
import org.espalier.table.CurvesTable;
import org.espalier.table.EdgesTable;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;
import org.espalier.trial.TrialSpec;

/** The views that make common questions short. */
final class DerivedViews {
  private static final String SUCCEEDED = "status = 'succeeded'";
  private static final Column SWEEP = Column.of("sweep", doc(TrialsTable.TABLE, "sweep"));

  private final Collection<String> varied;
  private final CellColumns cell;

  private DerivedViews(Collection<String> varied) {
    this.varied = varied;
    this.cell = CellColumns.of(varied);
  }

  /**
   * All of them, each after those that it uses.
   *
   * @param varied paths of the settings that the sweep varies
   */
  static List<View> of(Collection<String> varied) {
    var views = new DerivedViews(varied);
    return List.of(
        views.summary(),
        views.recoveryByAxis(),
        views.rivalsByAxis(),
        views.lossParts(),
        views.curvesMean(),
        views.stages(),
        views.edgesLong(),
        views.attentionLong());
  }

  /** One row for each cell, that is for all replicates of one configuration. */
  private View summary() {
    var columns = new ArrayList<Column>();
    columns.add(SWEEP);
    columns.addAll(shownSettings());
    columns.add(
        count(
            "n",
            SUCCEEDED,
            "Number of trials of the cell that succeeded: its replicates, which differ in their"
                + " seeds alone."));
    columns.add(
        count(
            "not_succeeded",
            "NOT " + SUCCEEDED,
            "Number of trials of the cell that did not succeed."));
    for (Metric metric : TrialMetrics.ALL) {
      columns.addAll(spread(PLANNED, metric.name(), metric.meaning(), SUCCEEDED));
    }
    return new View(
        "summary",
        "One row for each cell of the sweep: mean and standard deviation of every metric over its seeds.",
        columns,
        "FROM " + PLANNED + " GROUP BY " + cellKey());
  }

  /**
   * One row for each value of each axis: the mean over cells of the means over replicates, as
   * {@link Mean} defines it. Deviations from the cell's mean are found once; then trials are laid
   * out by axis, added up by replicate and value, and by value.
   */
  private View recoveryByAxis() {
    List<Metric> recovery =
        TrialMetrics.ALL.stream()
            .filter(m -> Headline.METRICS.contains(m.name()) || m.name().equals("normalized_gap"))
            .toList();
    var columns = new ArrayList<Column>();
    columns.add(SWEEP);
    columns.add(Column.of("axis", "Path of a setting that the sweep varies."));
    columns.add(
        Column.of(
            "value", "Value of the setting, as text. Null where the setting does not apply."));
    columns.add(
        new Column(
            "n",
            "count(*)",
            "Number of replicates: of different seeds among the trials with this value that"
                + " succeeded."));
    columns.add(
        new Column(
            "cells",
            "CAST(round(sum(share)) AS BIGINT)",
            "Number of cells with this value that have a trial that succeeded. What else the sweep"
                + " varies is averaged over them."));
    columns.add(
        new Column("trials", "sum(trials)", "Number of trials with this value that succeeded."));
    for (Metric metric : recovery) {
      columns.addAll(balanced(metric));
    }
    return new View(
        "recovery_by_axis",
        "One row for each value of each axis: how well the graphs were recovered.",
        columns,
        String.format(
            Locale.ROOT,
            "FROM (%s) GROUP BY sweep, axis, value, place ORDER BY place, try_cast(value AS DOUBLE), value",
            byReplicate(recovery.stream().map(Metric::name).toList(), PLANNED)));
  }

  /**
   * One row for each value of each axis, as {@link #recoveryByAxis}: the edge accuracy of
   * attention, of each rival and of chance, over the trials that have rivals.
   */
  private View rivalsByAxis() {
    var columns = new ArrayList<Column>();
    columns.add(SWEEP);
    columns.add(Column.of("axis", "Path of a setting that the sweep varies."));
    columns.add(
        Column.of(
            "value", "Value of the setting, as text. Null where the setting does not apply."));
    columns.add(
        new Column(
            "n",
            "count(*)",
            "Number of replicates: of different seeds among the trials with this value that"
                + " succeeded and have rivals."));
    columns.add(new Column("trials", "sum(trials)", "Number of trials with this value, likewise."));
    for (RivalColumns.Contender contender : RivalColumns.ALL) {
      columns.addAll(balanced(contender.name(), contender.meaning()));
    }
    return new View(
        "rivals_by_axis",
        "One row for each value of each axis: the edge accuracy of attention beside that of other methods.",
        columns,
        String.format(
            Locale.ROOT,
            "FROM (%s) GROUP BY sweep, axis, value, place ORDER BY place, try_cast(value AS DOUBLE), value",
            byReplicate(
                RivalColumns.ALL.stream().map(RivalColumns.Contender::name).toList(),
                RivalColumns.relation(PLANNED))));
  }

  /** One row for each cell: what its loss is made of. */
  private View lossParts() {
    var columns = new ArrayList<Column>();
    columns.add(SWEEP);
    columns.addAll(shownSettings());
    String known = SUCCEEDED + " AND architecture_gap IS NOT NULL";
    columns.add(
        count(
            "n",
            known,
            "Number of trials of the cell that succeeded and whose Bayes loss and construction's loss"
                + " are known: its replicates, which differ in their seeds alone."));
    columns.addAll(
        spread(
            PLANNED,
            "target_entropy",
            "Entropy of the targets, in nats: what even the true distribution costs.",
            known));
    columns.addAll(
        spreadOf(
            "bayes_loss - target_entropy",
            "bayes_above_entropy",
            "Bayes loss minus the entropy, in nats: what is not known of the distribution.",
            known));
    columns.addAll(
        spread(
            PLANNED,
            "architecture_gap",
            "Construction's loss minus the Bayes loss, in nats: what the construction cannot"
                + " express.",
            known));
    columns.addAll(
        spread(
            PLANNED,
            "optimisation_gap",
            "Test loss minus the construction's loss, in nats: what training left, negative where"
                + " it found better.",
            known));
    columns.addAll(
        spread(
            PLANNED,
            "test_loss",
            "Test loss, in nats: the sum of the four, but for the reduced model, whose prediction"
                + " does not sum to 1.",
            known));
    return new View(
        "loss_parts",
        "One row for each cell of the sweep: the parts that the test loss is made of, with mean and standard deviation over its seeds.",
        columns,
        "FROM " + PLANNED + " GROUP BY " + cellKey());
  }

  private static List<Column> balanced(Metric metric) {
    return balanced(metric.name(), metric.meaning());
  }

  private static List<Column> balanced(String name, String meaning) {
    return List.of(
        new Column(
            name + "_mean",
            String.format(Locale.ROOT, "sum(`mean %1$s`) / sum(`share %1$s`)", name),
            String.format(
                Locale.ROOT,
                "Mean of %s over cells of its mean over the seeds of a cell, so that each setting counts alike however many of its seeds succeeded. %s",
                name,
                meaning)),
        new Column(
            name + "_se",
            String.format(
                Locale.ROOT,
                "CASE WHEN min(`least %1$s`) >= 2 THEN sqrt(sum(`deviation %1$s` * `deviation %1$s`)) / sum(`share %1$s`) END",
                name),
            String.format(
                Locale.ROOT,
                "Standard error over seeds of the mean of %s: sqrt(sum over seeds s of (sum over cells c of (y_cs - mean_c) / sqrt(n_c (n_c - 1)))^2) / C, with n_c seeds in cell c of C. Different settings are no replicates. A cell of fewer than two seeds leaves no error to be told. %s",
                name,
                meaning)));
  }

  /** For each value of each axis and each replicate, the sums that means and errors are made of. */
  private String byReplicate(List<String> metrics, String relation) {
    var parts = new StringBuilder();
    var sums = new StringBuilder();
    for (String name : metrics) {
      parts.append(
          String.format(
              Locale.ROOT,
              ", nanvl(`%1$s`, null) AS `%1$s`, avg(nanvl(`%1$s`, null)) OVER cell AS `centre %1$s`, count(nanvl(`%1$s`, null)) OVER cell AS `count %1$s`",
              name));
      sums.append(
          String.format(
              Locale.ROOT,
              """
          , sum(`%1$s` / `count %1$s`) AS `mean %1$s`
          , sum(CASE WHEN `%1$s` IS NOT NULL THEN 1 / `count %1$s` END) AS `share %1$s`
          , min(nullif(`count %1$s`, 0)) AS `least %1$s`
          , sum(CASE WHEN `count %1$s` > 1 THEN (`%1$s` - `centre %1$s`) / sqrt(`count %1$s` * (`count %1$s` - 1)) END) AS `deviation %1$s`
          """,
              name));
    }
    List<Setting<TrialSpec>> axes = cell.axes(varied);
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
    String values =
        metrics.stream()
            .map(name -> String.format(Locale.ROOT, ", `%1$s`, `centre %1$s`, `count %1$s`", name))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        SELECT sweep, axis, value, place, replicate, count(*) AS trials, sum(share) AS share%s
        FROM (
          SELECT sweep, replicate, share%s, stack(%d, %s) AS (place, axis, value) FROM (
            SELECT sweep, replicate, %s, 1 / count(*) OVER cell AS share%s
            FROM (SELECT *, %s AS replicate, %s AS cell FROM %s WHERE %s)
            WINDOW cell AS (PARTITION BY sweep, cell)))
        GROUP BY sweep, axis, value, place, replicate
        """,
        sums,
        values,
        axes.size(),
        byAxis,
        settings,
        parts,
        Replicates.EXPRESSION,
        cell.key(),
        relation,
        SUCCEEDED);
  }

  /** Learning curves averaged over replicates. */
  private View curvesMean() {
    var columns = new ArrayList<Column>();
    columns.add(SWEEP);
    columns.addAll(shownSettings());
    columns.add(Column.of("step", doc(CurvesTable.TABLE, "step")));
    columns.add(
        new Column(
            "n",
            "count(*)",
            "Number of trials of the cell that have this step: its replicates, which differ in"
                + " their seeds alone. A trial that did not succeed counts as far as it came."));
    Table<?> curves = CurvesTable.TABLE;
    for (org.espalier.table.Column<?> column : curves.columns()) {
      if (!List.of("trial_id", "step", "seconds").contains(column.name())) {
        columns.addAll(spread("c", column.name(), column.doc(), "true"));
      }
    }
    return new View(
        "curves_mean",
        "One row for each cell and step: mean and standard deviation of the learning curve over seeds.",
        columns,
        "FROM curves c JOIN "
            + PLANNED
            + " t ON c.trial_id = t.trial_id GROUP BY step, "
            + cellKey());
  }

  /**
   * One row for each run of rows of a learning curve to which the same m-gram predictor is nearest;
   * of equal ones the least m, as in the metrics.
   */
  private View stages() {
    List<Column> stage =
        List.of(
            new Column(
                "stage",
                "s.stage",
                "Order m of the m-gram predictor nearest to the model, by KL(m-gram to model)."),
            new Column("from_step", "s.from_step", "First step of the stage."),
            new Column(
                "to_step", "s.to_step", "Last row of the learning curve that is of the stage."));
    return new View(
        "stages",
        "One row for each stage of each trial that names n-grams in evaluation.predictors: which m-gram predictor the model was nearest to, and when.",
        concat(trialColumns(), stage),
        """
        FROM (
          SELECT trial_id, stage, min(step) AS from_step, max(step) AS to_step FROM (
            SELECT *, sum(changed) OVER (PARTITION BY trial_id ORDER BY step) AS run FROM (
              SELECT *, CASE WHEN stage <> lag(stage) OVER (PARTITION BY trial_id ORDER BY step)
                THEN 1 ELSE 0 END AS changed FROM (
                SELECT trial_id, step, min(struct(kl, m)).m AS stage FROM (
                  SELECT trial_id, step, kl,
                    try_cast(substring_index(predictor, 'order-', -1) AS INT) AS m
                  FROM predictors WHERE kl IS NOT NULL)
                WHERE m IS NOT NULL GROUP BY trial_id, step)))
          GROUP BY trial_id, stage, run) s
        JOIN %s t ON s.trial_id = t.trial_id ORDER BY s.trial_id, s.from_step
        """
            .replace("%s", PLANNED));
  }

  /** The edges table with what one would join it for. */
  private View edgesLong() {
    return new View(
        "edges_long",
        "One row for each pair of positions of each trial, with the trial's sweep, seed and settings.",
        concat(trialColumns(), tableColumns("e", EdgesTable.TABLE, "trial_id")),
        "FROM edges e JOIN " + PLANNED + " t ON e.trial_id = t.trial_id");
  }

  /** The attention table, one row for each entry of each matrix. */
  private View attentionLong() {
    List<Column> entries =
        List.of(
            new Column("row", "r.`row`", "Position that attends, counted from 0."),
            new Column("column", "c.`column`", "Position that is attended to, from 0 to row."),
            new Column(
                "weight", "c.weight", "Attention from row to column, 0 to 1; a row sums to 1."));
    return new View(
        "attention_long",
        "One row for each entry of each attention matrix, with the trial's sweep, seed and settings.",
        concat(
            trialColumns(),
            concat(tableColumns("a", AttentionTable.TABLE, "trial_id", "weights"), entries)),
        "FROM attention a JOIN "
            + PLANNED
            + " t ON a.trial_id = t.trial_id"
            + " LATERAL VIEW posexplode(a.weights) r AS `row`, line"
            + " LATERAL VIEW posexplode(r.line) c AS `column`, weight"
            + " WHERE c.`column` <= r.`row`");
  }

  private List<Column> trialColumns() {
    var columns = new ArrayList<Column>();
    columns.add(new Column("trial_id", "t.trial_id", doc(TrialsTable.TABLE, "trial_id")));
    columns.add(new Column("sweep", "t.sweep", SWEEP.meaning()));
    columns.add(new Column("seed", "t.seed", doc(TrialsTable.TABLE, "seed")));
    for (Setting<TrialSpec> key : cell.shown()) {
      columns.add(
          new Column(key.column(), "t." + key.column(), doc(TrialsTable.TABLE, key.column())));
    }
    return columns;
  }

  private static List<Column> tableColumns(String alias, Table<?> table, String... without) {
    return table.columns().stream()
        .filter(c -> !List.of(without).contains(c.name()))
        .map(c -> new Column(c.name(), alias + "." + View.quoted(c.name()), c.doc()))
        .toList();
  }

  private List<Column> shownSettings() {
    return cell.shown().stream()
        .map(key -> Column.of(key.column(), doc(TrialsTable.TABLE, key.column())))
        .toList();
  }

  private String cellKey() {
    return Stream.concat(Stream.of("sweep"), cell.all().stream().map(Setting::column))
        .collect(Collectors.joining(", "));
  }

  private static Column count(String name, String condition, String meaning) {
    return new Column(
        name, String.format(Locale.ROOT, "count(*) FILTER (WHERE %s)", condition), meaning);
  }

  private static List<Column> spread(
      String relation, String column, String meaning, String condition) {
    return spreadOf(relation + "." + column, column, meaning, condition);
  }

  private static List<Column> spreadOf(
      String expression, String column, String meaning, String condition) {
    return List.of(
        new Column(
            column + "_mean",
            String.format(Locale.ROOT, "avg(%s) FILTER (WHERE %s)", expression, condition),
            String.format(
                Locale.ROOT,
                "Mean of %s over the seeds of the cell that have one. %s",
                column,
                meaning)),
        new Column(
            column + "_sd",
            String.format(Locale.ROOT, "stddev_samp(%s) FILTER (WHERE %s)", expression, condition),
            String.format(
                Locale.ROOT,
                "Standard deviation of %s over the seeds of the cell that have one. %s",
                column,
                meaning)));
  }

  private static List<Column> concat(List<Column> first, List<Column> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static String doc(Table<?> table, String column) {
    return table.columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .orElseThrow()
        .doc();
  }
}
