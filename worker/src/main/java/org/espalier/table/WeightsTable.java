package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.TEXT;
import static org.espalier.table.Column.Type.VECTOR;

import java.util.List;
import org.espalier.trial.WeightMatrix;

/** The {@code weights} table: trained parameters of each trial that succeeded. */
public final class WeightsTable {

  /** One row. */
  record Row(String trialId, WeightMatrix matrix) {}

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "weights",
          "One row for each trained parameter of each trial that succeeded.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "name",
                  TEXT,
                  "Name of the parameter: A1.1 is the attention matrix of layer 1, head 1; W is the output matrix.",
                  row -> row.matrix().name()),
              new Column<>(
                  "rows",
                  INTEGER,
                  "Number of rows of the parameter matrix.",
                  row -> row.matrix().rows()),
              new Column<>(
                  "columns",
                  INTEGER,
                  "Number of columns of the parameter matrix.",
                  row -> row.matrix().columns()),
              new Column<>(
                  "values",
                  VECTOR,
                  "Entries of the parameter matrix, row after row.",
                  row -> row.matrix().values())));

  private WeightsTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().weights().stream().map(matrix -> new Row(id, matrix)).toList();
  }
}
