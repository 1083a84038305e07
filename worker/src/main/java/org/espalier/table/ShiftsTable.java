package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.ArrayList;
import java.util.List;
import org.espalier.setting.Setting;
import org.espalier.task.TransitionPrior;
import org.espalier.trial.ShiftScore;

/**
 * The {@code shifts} table: trained models under distributions that they were not trained under.
 */
public final class ShiftsTable {

  /** One row. */
  record Row(String trialId, ShiftScore score) {
    TransitionPrior prior() {
      return score.shift().prior();
    }
  }

  /** The parameters of priors. */
  private static final List<Setting<TransitionPrior>> PARAMETERS =
      TransitionPrior.FAMILY.settings().stream()
          .filter(setting -> !setting.path().equals(TransitionPrior.FAMILY.path()))
          .toList();

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "shifts",
          "One row for each trained model and each transition distribution of evaluation.shifts.",
          columns());

  private ShiftsTable() {}

  private static List<Column<Row>> columns() {
    var columns = new ArrayList<Column<Row>>();
    columns.addAll(
        List.of(
            new Column<>(
                "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
            new Column<>(
                "shift",
                TEXT,
                "Short form of the transition distribution: the prior, its parameter, and flip and pool if they are not 0.",
                ShiftsTable::label),
            new Column<>(
                "prior",
                TEXT,
                "Prior of the rows of the transition matrix, as task.prior names it.",
                row -> row.prior().name())));
    parameters(columns);
    columns.addAll(
        List.of(
            new Column<>(
                "flip",
                REAL,
                "Probability that a shown context token is replaced by a uniform one, 0 to 1.",
                row -> row.score().shift().flip()),
            new Column<>(
                "pool",
                INTEGER,
                "Number of transition matrices of the pool that sequences come from, which is that of training; 0 where each has a fresh one.",
                row -> row.score().shift().pool()),
            new Column<>(
                "test_loss",
                REAL,
                "Cross-entropy of the trained model on sequences of the shifted distribution, in nats.",
                row -> row.score().loss()),
            new Column<>(
                "posterior_loss",
                REAL,
                "Loss of the transition posterior, which knows the shifted prior, in nats. With the doubly stochastic prior and more than two symbols it is an approximation.",
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
                "Loss gap divided by ln S minus the posterior loss. Null where the posterior loss is not below ln S by more than two of its standard errors over the sequences.",
                row -> row.score().gap().normalized())));
    return columns;
  }

  /** A column for each parameter of a prior: {@code alpha} for {@code task.alpha}. */
  private static void parameters(List<Column<Row>> columns) {
    var docs = new SettingDocs();
    for (Setting<TransitionPrior> setting : PARAMETERS) {
      columns.add(
          new Column<>(
              setting.column().substring("task_".length()),
              Column.Type.of(setting.type().kind()),
              docs.of(setting.path()) + " Null where the prior is another.",
              row -> setting.value().apply(row.prior())));
    }
  }

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().shifts().stream().map(score -> new Row(id, score)).toList();
  }

  private static String label(Row row) {
    var label = new StringBuilder(row.prior().name());
    for (Setting<TransitionPrior> setting : PARAMETERS) {
      Object value = setting.value().apply(row.prior());
      if (value != null) {
        label.append(' ').append(value);
      }
    }
    double flip = row.score().shift().flip();
    int pool = row.score().shift().pool();
    return label + (flip > 0 ? ", flip " + flip : "") + (pool > 0 ? ", pool " + pool : "");
  }
}
