package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import org.espalier.train.CurvePoint;

/** The {@code curves} table: the learning curve of each trial, one row for each evaluation. */
public final class CurvesTable {

  /** One row. */
  record Row(String trialId, CurvePoint point) {}

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "curves",
          "One row for each evaluation of each trial: the learning curve.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "step",
                  INTEGER,
                  "Number of gradient steps done, 0 before the first.",
                  row -> row.point().step()),
              new Column<>(
                  "learning_rate",
                  REAL,
                  "Learning rate of the gradient step that follows.",
                  row -> row.point().learningRate()),
              new Column<>(
                  "train_loss",
                  REAL,
                  "Mean training loss over the steps since the previous row, in nats. Null where the step is 0.",
                  row -> row.point().trainLoss()),
              new Column<>(
                  "test_loss",
                  REAL,
                  "Mean loss on the held-out sequences, in nats. Null where the loss is not finite.",
                  row -> row.point().testLoss()),
              new Column<>(
                  "loss_gap",
                  REAL,
                  "Test loss minus the loss of the transition posterior on the held-out sequences, in nats. Null where the loss is not finite.",
                  row -> row.point().lossGap()),
              new Column<>(
                  "parent_attention",
                  REAL,
                  "Mean over identifiable edges of the first layer's attention from child to parent, 0 to 1. Null where the graph has no identifiable edge.",
                  row -> row.point().parentAttention()),
              new Column<>(
                  "edge_accuracy",
                  REAL,
                  "Share of identifiable edges whose parent has the single largest attention of the child's row. Null where the graph has no identifiable edge.",
                  row -> row.point().edgeAccuracy()),
              new Column<>(
                  "seconds",
                  REAL,
                  "Time spent in training steps so far, evaluations excluded, in seconds.",
                  row -> row.point().seconds())));

  private CurvesTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().curve().stream().map(point -> new Row(id, point)).toList();
  }
}
