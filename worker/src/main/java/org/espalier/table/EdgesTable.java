package org.espalier.table;

import static org.espalier.table.Column.Type.FLAG;
import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.InitialTheory;

/**
 * The {@code edges} table: every pair of a context position and a candidate parent at or before it,
 * for each trial.
 */
public final class EdgesTable {

  /** One row. */
  record Row(String trialId, EdgeScore edge) {}

  /** The table. */
  public static final Table<Row> TABLE =
      Table.of(
          "edges",
          "One row for each trial and each pair of a context position and a candidate parent at or before it.",
          List.of(
              new Column<>(
                  "trial_id", TEXT, "Id of the trial, as in the table trials.", Row::trialId),
              new Column<>(
                  "child",
                  INTEGER,
                  "Position that attends, counted from 0.",
                  row -> row.edge().child()),
              new Column<>(
                  "candidate",
                  INTEGER,
                  "Position that is attended to, from 0 to child.",
                  row -> row.edge().candidate()),
              new Column<>(
                  "is_edge",
                  FLAG,
                  "Whether the candidate is a parent of the child in the causal graph, or in any structure of a mixture.",
                  row -> row.edge().isEdge()),
              new Column<>(
                  "identifiable",
                  FLAG,
                  "Whether the pair is an edge that a causal mask can represent.",
                  row -> row.edge().identifiable()),
              new Column<>(
                  "relation",
                  TEXT,
                  "What the candidate is to the child: parent, self, sibling, ancestor, child, confounded or other.",
                  row -> row.edge().relation()),
              new Column<>(
                  "attention",
                  REAL,
                  "First-layer attention from child to candidate, the largest over heads, 0 to 1.",
                  row -> row.edge().attention().weight()),
              new Column<>(
                  "head",
                  INTEGER,
                  "First-layer head with the largest attention from child to candidate, counted from 1.",
                  row -> row.edge().attention().head()),
              new Column<>(
                  "initial_gradient",
                  REAL,
                  "Gradient of the loss of a reduced model before its first step by the pair's entry of A1, on evaluation.theory-sequences of the trial's sequences, whatever model is trained; with beta0 and epsilon of the trial's model if that is a reduced one, else with 0.1 and 0.01. "
                      + InitialTheory.NO_GRADIENT,
                  row -> orNull(row.edge().theory().gradient())),
              new Column<>(
                  "mutual_information",
                  REAL,
                  "Chi-squared mutual information of the pair, averaged over transition matrices. "
                      + InitialTheory.NO_INFORMATION,
                  row -> orNull(row.edge().theory().information())),
              new Column<>(
                  "attention_rank",
                  INTEGER,
                  "Rank of the attention within the child's row, 1 for the largest.",
                  row -> row.edge().attention().rank()),
              new Column<>(
                  "gradient_rank",
                  INTEGER,
                  "Rank of the negative initial_gradient within the child's row, 1 for the largest. "
                      + InitialTheory.NO_GRADIENT,
                  row -> orNull(row.edge().theory().gradientRank())),
              new Column<>(
                  "information_rank",
                  INTEGER,
                  "Rank of the mutual information within the child's row, 1 for the largest. "
                      + InitialTheory.NO_INFORMATION,
                  row -> orNull(row.edge().theory().informationRank())),
              new Column<>(
                  "pooled_information",
                  REAL,
                  "Mutual information of the pair, in nats, from counts pooled over the training sequences. Null where rivals.methods does not name pooled-information, or the candidate is the child.",
                  row -> orNull(row.edge().rivals().pooledInformation())),
              new Column<>(
                  "chow_liu",
                  FLAG,
                  "Whether the tree of Chow and Liu has the pair as an edge. Null where rivals.methods does not name chow-liu, or the candidate is the child.",
                  row -> row.edge().rivals().chowLiu().orElse(null)),
              new Column<>(
                  "conditional_information",
                  REAL,
                  "Log evidence that the child follows the candidate against that it follows the stationary distribution, summed over the training sequences, in nats. Null where rivals.methods does not name conditional-information, or the candidate is the child.",
                  row -> orNull(row.edge().rivals().conditionalInformation())),
              new Column<>(
                  "evidence_gain",
                  REAL,
                  "What the candidate as the child's only parent adds to the log evidence of the graph that the method evidence found, less what no parent adds, in nats. With several parents what it adds in place of the parent that it replaces best. Null where rivals.methods does not name evidence, the candidate is the child, or a child of several parents was left without.",
                  row -> orNull(row.edge().rivals().evidenceGain())),
              new Column<>(
                  "edge_ablation",
                  REAL,
                  "What the loss after the last position gains when the pair's first-layer weight is set to 0 in every head and the rest of the row scaled to sum to 1, in nats, on evaluation.attribution-sequences held-out sequences. Null where that is 0, the model has one layer, or the child is position 0, whose row has one weight only.",
                  row -> orNull(row.edge().attention().ablation())),
              new Column<>(
                  "gradient_attention",
                  REAL,
                  "Minus the pair's first-layer attention times the derivative of the loss after the last position by it, summed over heads, in nats, mean over evaluation.attribution-sequences held-out sequences. Null where that is 0 or the model has one layer.",
                  row -> orNull(row.edge().attention().gradientProduct()))));

  private EdgesTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().measured().edges().stream().map(edge -> new Row(id, edge)).toList();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Integer orNull(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
