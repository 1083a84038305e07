package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.MATRIX;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import java.util.Locale;
import org.espalier.trial.AttentionSnapshot;

/** The {@code attention} table: attention matrices of each trial at its checkpoints and its end. */
public final class AttentionTable {

  /** One row. */
  record Row(String trialId, AttentionSnapshot snapshot) {}

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "attention",
          "One row for each attention matrix of each trial, at its checkpoints and its end.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "step",
                  INTEGER,
                  "Number of gradient steps done, 0 before the first.",
                  row -> row.snapshot().step()),
              new Column<>(
                  "kind",
                  TEXT,
                  "Kind of attention: `positional` is the causal softmax of the first layer's position block, `mean` the average over held-out sequences.",
                  row -> row.snapshot().kind().name().toLowerCase(Locale.ROOT)),
              new Column<>(
                  "layer",
                  INTEGER,
                  "Layer of the model, counted from 1.",
                  row -> row.snapshot().layer()),
              new Column<>(
                  "head",
                  INTEGER,
                  "Head of the layer, counted from 1.",
                  row -> row.snapshot().head()),
              new Column<>(
                  "rows",
                  INTEGER,
                  "Number of rows, which are the positions that attend.",
                  row -> row.snapshot().weights().length),
              new Column<>(
                  "columns",
                  INTEGER,
                  "Number of columns, which are the positions that are attended to.",
                  row -> columns(row.snapshot().weights())),
              new Column<>(
                  "weights",
                  MATRIX,
                  "Attention matrix as a list of rows, each of which is 0 right of the diagonal and sums to 1; in the second layer of the reduced model only the last row attends, and the others are 0.",
                  row -> row.snapshot().weights()),
              new Column<>(
                  "head_ablation",
                  REAL,
                  "What the loss after the last position gains when the head's attention is replaced by this mean, in nats, on evaluation.attribution-sequences held-out sequences. Null where that is 0, the model has one layer, or the attention is no mean of the trained model.",
                  row -> row.snapshot().headAblation())));

  private AttentionTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().attention().stream()
        .map(snapshot -> new Row(id, snapshot))
        .toList();
  }

  private static int columns(float[][] weights) {
    return weights.length == 0 ? 0 : weights[0].length;
  }
}
