package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.REALS;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import org.espalier.trial.PredictorScore;

/**
 * The {@code predictors} table: how far a model is from predictors that need no training, as it
 * trains.
 */
public final class PredictorsTable {

  /** One row. */
  record Row(String trialId, PredictorScore score) {

    private List<Double> byPosition() {
      return score.byPosition().isEmpty() ? null : score.byPosition();
    }
  }

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "predictors",
          "One row for each evaluation of each trial and each predictor of evaluation.predictors: how far the model is from it.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "step",
                  INTEGER,
                  "Number of gradient steps done, 0 before the first.",
                  row -> row.score().step()),
              new Column<>(
                  "predictor",
                  TEXT,
                  "Name of the predictor. n-grams are uniform; order-m, which predicts what has followed the last m symbols in the sequence so far, with the task's prior; and order-m-tuned, with the best pseudo-count of a grid. structures are model-averaging and most-likely-structure. pool are pool-posterior and transition-posterior.",
                  row -> row.score().predictor()),
              new Column<>(
                  "loss",
                  REAL,
                  "Cross-entropy of the predictor on the held-out sequences, in nats. Null where it is infinite, as that of pool-posterior is where a flip, jitter or a closed cycle brought a token that has probability 0 under the sequence's own matrix.",
                  row -> row.score().loss()),
              new Column<>(
                  "kl",
                  REAL,
                  "KL(predictor to model) = sum f ln(f / model), mean over held-out sequences and the positions of the loss, in nats; a probability of the model below 1.2e-38 counts as that. Null where it is not finite.",
                  row -> row.score().divergence()),
              new Column<>(
                  "kl_by_position",
                  REALS,
                  "KL(predictor to model) at each position that is predicted from, the first one first, mean over held-out sequences, in nats: one number with training.loss = last, task.length of them with all. Null where the step is not the last one of training, or the result is of a version without it.",
                  row -> row.byPosition())));

  private PredictorsTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().predictors().stream()
        .map(score -> new Row(id, score))
        .toList();
  }
}
