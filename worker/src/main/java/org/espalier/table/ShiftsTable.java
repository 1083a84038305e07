package org.espalier.table;

import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.REALS;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import org.espalier.task.TransitionPrior;
import org.espalier.trial.ShiftScore;

/** The {@code shifts} table: trained models under laws that they were not trained under. */
public final class ShiftsTable {

  /** One row. */
  record Row(String trialId, ShiftScore score) {
    TransitionPrior prior() {
      return score.shift().prior();
    }
  }

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "shifts",
          "One row for each trained model and each transition distribution of evaluation.shifts.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "shift",
                  TEXT,
                  "Short form of the transition distribution: the prior, its parameter, and flip if it is not 0.",
                  ShiftsTable::label),
              new Column<>(
                  "prior",
                  TEXT,
                  "Prior of the rows of the transition matrix: dirichlet, asymmetric, near-deterministic or uniform.",
                  row -> row.prior().name()),
              new Column<>(
                  "alpha",
                  REAL,
                  "Parameter of the symmetric Dirichlet prior. Null where the prior is another.",
                  row -> row.prior() instanceof TransitionPrior.Dirichlet d ? d.alpha() : null),
              new Column<>(
                  "alphas",
                  REALS,
                  "Dirichlet parameters of the asymmetric prior. Null where the prior is another.",
                  row -> row.prior() instanceof TransitionPrior.Asymmetric a ? a.alphas() : null),
              new Column<>(
                  "determinism",
                  REAL,
                  "Probability of the likely successor under the near-deterministic prior. Null where the prior is another.",
                  row ->
                      row.prior() instanceof TransitionPrior.NearDeterministic n
                          ? n.determinism()
                          : null),
              new Column<>(
                  "flip",
                  REAL,
                  "Probability that a shown context token is replaced by a uniform one, 0 to 1.",
                  row -> row.score().shift().flip()),
              new Column<>(
                  "test_loss",
                  REAL,
                  "Cross-entropy of the trained model on sequences of the shifted distribution, in nats.",
                  row -> row.score().loss()),
              new Column<>(
                  "posterior_loss",
                  REAL,
                  "Loss of the transition posterior, which knows the shifted prior, in nats.",
                  row -> row.score().baselines().transitionPosterior()),
              new Column<>(
                  "target_entropy",
                  REAL,
                  "Entropy of the targets under the shifted distribution, in nats.",
                  row -> row.score().baselines().entropy()),
              new Column<>(
                  "unigram_loss",
                  REAL,
                  "Loss of predicting the frequencies of the context's tokens, in nats.",
                  row -> row.score().baselines().unigram()),
              new Column<>(
                  "loss_gap",
                  REAL,
                  "Test loss minus the loss of the transition posterior, in nats.",
                  row -> row.score().gap().gap()),
              new Column<>(
                  "normalized_gap",
                  REAL,
                  "Loss gap divided by ln S minus the posterior loss. Null unless the posterior loss is below ln S by more than two of its standard errors over the sequences.",
                  row -> row.score().gap().normalized())));

  private ShiftsTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().shifts().stream().map(score -> new Row(id, score)).toList();
  }

  private static String label(Row row) {
    TransitionPrior prior = row.prior();
    String parameter = "";
    if (prior instanceof TransitionPrior.Dirichlet d) {
      parameter = " " + d.alpha();
    } else if (prior instanceof TransitionPrior.Asymmetric a) {
      parameter = " " + a.alphas();
    } else if (prior instanceof TransitionPrior.NearDeterministic n) {
      parameter = " " + n.determinism();
    }
    double flip = row.score().shift().flip();
    return prior.name() + parameter + (flip > 0 ? ", flip " + flip : "");
  }
}
