package org.espalier.query;

import static org.espalier.query.ResultViews.PLANNED;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

  private final CellColumns cell;

  private DerivedViews(CellColumns cell) {
    this.cell = cell;
  }

  /**
   * All of them, each after those that it uses.
   *
   * @param varied paths of the settings that the sweep varies
   */
  static List<View> of(Collection<String> varied) {
    CellColumns cell = CellColumns.of(varied);
    var views = new DerivedViews(cell);
    var byAxis = new AxisViews(SWEEP, cell.axes(varied));
    return List.of(
        views.summary(),
        byAxis.recovery(),
        byAxis.rivals(),
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
   * One row for each run of rows of a learning curve to which the same order-m predictor is
   * nearest; of equal ones the least m, as in the metrics.
   */
  private View stages() {
    List<Column> stage =
        List.of(
            new Column(
                "stage",
                "s.stage",
                "Order m of the order-m predictor nearest to the model, by KL(order-m to model)."),
            new Column("from_step", "s.from_step", "First step of the stage."),
            new Column(
                "to_step", "s.to_step", "Last row of the learning curve that is of the stage."));
    return new View(
        "stages",
        "One row for each stage of each trial that names n-grams in evaluation.predictors: which order-m predictor the model was nearest to, and when.",
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
