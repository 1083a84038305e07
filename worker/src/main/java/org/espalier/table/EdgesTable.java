package org.espalier.table;

import static org.espalier.table.Column.Type.FLAG;
import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.trial.EdgeScore;

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
          "Every pair of a context position and a candidate parent at or before it, for each trial.",
          List.of(
              new Column<>("trial_id", TEXT, "Id of the trial, as in trials.", Row::trialId),
              new Column<>(
                  "child",
                  INTEGER,
                  "The position that attends, from 0.",
                  row -> row.edge().child()),
              new Column<>(
                  "candidate",
                  INTEGER,
                  "The position attended to, from 0, at most child.",
                  row -> row.edge().candidate()),
              new Column<>(
                  "is_edge",
                  FLAG,
                  "Whether candidate is a parent of child in the causal graph.",
                  row -> row.edge().isEdge()),
              new Column<>(
                  "identifiable",
                  FLAG,
                  "Whether it is an edge that a causal mask can represent.",
                  row -> row.edge().identifiable()),
              new Column<>(
                  "relation",
                  TEXT,
                  "What candidate is to child: parent, self, sibling, ancestor, child, confounded or other.",
                  row -> row.edge().relation()),
              new Column<>(
                  "attention",
                  REAL,
                  "First-layer positional attention from child to candidate, the largest over heads.",
                  row -> row.edge().attention()),
              new Column<>("head", INTEGER, "Head that has it, from 1.", row -> row.edge().head()),
              new Column<>(
                  "initial_gradient",
                  REAL,
                  "Gradient of the loss by the pair's entry of the first layer's position block at the first step; null without theory.",
                  row -> orNull(row.edge().initialGradient())),
              new Column<>(
                  "mutual_information",
                  REAL,
                  "Chi-squared mutual information of the pair, averaged over transition matrices; null without theory.",
                  row -> orNull(row.edge().mutualInformation())),
              new Column<>(
                  "attention_rank",
                  INTEGER,
                  "Rank of the attention within the child's row, 1 the largest.",
                  row -> row.edge().attentionRank()),
              new Column<>(
                  "gradient_rank",
                  INTEGER,
                  "Rank of the negative gradient within the child's row, 1 the largest; null without theory.",
                  row -> orNull(row.edge().gradientRank())),
              new Column<>(
                  "information_rank",
                  INTEGER,
                  "Rank of the mutual information within the child's row, 1 the largest; null without theory.",
                  row -> orNull(row.edge().informationRank()))));

  private EdgesTable() {}

  /** The rows of a trial. */
  static List<Row> rows(TrialRow trial) {
    String id = trial.id().value();
    return trial.result().edges().stream().map(edge -> new Row(id, edge)).toList();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Integer orNull(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
