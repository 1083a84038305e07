package org.espalier.table;

import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import org.espalier.trial.RivalScore;

/** The {@code rivals} table: what other methods found in the sequences that a model saw. */
public final class RivalsTable {

  /** One row. */
  record Row(String trialId, RivalScore score) {}

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "rivals",
          "One row for each trial and each method of rivals.methods: the graph it found in the trial's training sequences beside the true one.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "method",
                  TEXT,
                  "Method: pooled-information, chow-liu, conditional-information or evidence.",
                  row -> row.score().finding().method().label()),
              new Column<>(
                  "sequences",
                  INTEGER,
                  "Number of training sequences that the method was given: rivals.sequences, or all that the model was trained on.",
                  row -> row.score().finding().sequences()),
              new Column<>(
                  "edge_accuracy",
                  REAL,
                  "Share of identifiable edges whose parent the method chose; where it chose more parents for a child than there are, a hit counts parents over choices. Null where the graph has no identifiable edge.",
                  row -> number(row.score().comparison().accuracy())),
              new Column<>(
                  "chance_edge_accuracy",
                  REAL,
                  "Expected edge accuracy of choosing as many earlier positions for each position at random as the method chose: mean over identifiable edges of min(m, k) / i, with m choices for position i, which has k parents. Null where the graph has no identifiable edge.",
                  row -> number(row.score().comparison().chance())),
              new Column<>(
                  "precision",
                  REAL,
                  "Share of the parents chosen that are parents, over positions that have an identifiable parent. Null where none was chosen.",
                  row -> number(row.score().comparison().detection().precision())),
              new Column<>(
                  "recall",
                  REAL,
                  "Share of identifiable edges that the method found. Null where the graph has no identifiable edge.",
                  row -> number(row.score().comparison().detection().recall())),
              new Column<>(
                  "shd",
                  INTEGER,
                  "Structural Hamming distance between the graph found and the graph of identifiable edges, over positions that have an identifiable parent.",
                  row -> row.score().comparison().detection().hammingDistance()),
              new Column<>(
                  "roots_left",
                  REAL,
                  "Share of the positions after the first without a parent that the method left without one. Null where every position after the first has a parent.",
                  row -> number(row.score().comparison().rootsLeft())),
              new Column<>(
                  "log_evidence",
                  REAL,
                  "Logarithm of the probability of the sequences under the graph found, each sequence's transition distribution integrated out, in nats; roots cost ln S each, or share a row of the prior if task.roots = drawn. Null where the method gave a position another number of parents than the family has, sequences share the matrices of task.pool, or the prior is doubly stochastic with more than two symbols.",
                  row -> number(row.score().finding().logEvidence())),
              new Column<>(
                  "true_log_evidence",
                  REAL,
                  "Logarithm of the probability of the sequences under the observed graph itself, in nats, with roots as in log_evidence and tokens and edges as they are shown: with several stationary roots, which share the transition distribution, and with flips, jitter or hidden nodes it is not that probability. Below log_evidence the evidence prefers a wrong graph. Null where the graph gives a position another number of parents than the family has, a parent behind its child, sequences share the matrices of task.pool, or the prior is doubly stochastic with more than two symbols.",
                  row -> number(row.score().trueLogEvidence())),
              new Column<>(
                  "seconds",
                  REAL,
                  "Time that the method took, in seconds; where trials with equal sequences share what a method found, the time of the first.",
                  row -> row.score().finding().seconds())));

  private RivalsTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().rivals().stream().map(score -> new Row(id, score)).toList();
  }

  private static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
