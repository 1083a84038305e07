package org.espalier.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.trial.PredictorScore;
import org.espalier.trial.Stages;

/**
 * How far a trial's model was from predictors without training as it trained.
 *
 * @param id of the trial
 * @param title what tells it from the others
 * @param lines one for each predictor
 * @param stages runs of steps to which the same order-m predictor was nearest, in order
 */
record PredictorCurves(String id, String title, List<Line> lines, List<Span> stages) {

  /**
   * One predictor.
   *
   * @param name of the predictor
   * @param loss of the predictor, in nats
   * @param points [n] step and KL(predictor || model), in nats; null where it is not finite
   * @param positions the same of the trained model at each position; empty where one position alone
   *     is predicted from, or that was not measured
   */
  record Line(String name, double loss, List<List<Number>> points, List<Double> positions) {}

  /**
   * A stage.
   *
   * @param order m of the nearest order-m predictor
   * @param from its first step
   * @param to the first step of the next stage, or the last step there is
   */
  record Span(int order, int from, int to) {}

  /**
   * Of some trials; none that was not compared with predictors.
   *
   * @param titles what tells a trial from the others, by its id
   */
  static List<PredictorCurves> of(SparkSession spark, Map<String, String> titles) {
    if (titles.isEmpty()) {
      return List.of();
    }
    String ids = titles.keySet().stream().map(id -> "'" + id + "'").collect(joining(", "));
    Map<String, List<PredictorScore>> scores = new LinkedHashMap<>();
    for (Row row :
        spark
            .sql(
                "SELECT trial_id, step, predictor, loss, kl, kl_by_position FROM predictors WHERE trial_id IN ("
                    + ids
                    + ") ORDER BY predictor, step")
            .collectAsList()) {
      scores
          .computeIfAbsent(Fields.text(row, "trial_id"), id -> new ArrayList<>())
          .add(
              new PredictorScore(
                  (int) Fields.whole(row, "step"),
                  Fields.text(row, "predictor"),
                  Fields.number(row, "loss"),
                  Fields.number(row, "kl"),
                  positions(row)));
    }
    return titles.keySet().stream()
        .filter(scores::containsKey)
        .map(id -> of(id, titles.get(id), scores.get(id)))
        .toList();
  }

  private static List<Double> positions(Row row) {
    int column = row.fieldIndex("kl_by_position");
    return row.isNullAt(column) ? List.of() : row.getList(column);
  }

  private static PredictorCurves of(String id, String title, List<PredictorScore> scores) {
    Map<String, Line> lines = new LinkedHashMap<>();
    int last = 0;
    for (PredictorScore score : scores) {
      Line line =
          lines.computeIfAbsent(
              score.predictor(),
              name -> new Line(name, score.loss(), new ArrayList<>(), new ArrayList<>()));
      line.points().add(List.of(score.step(), score.divergence()));
      if (score.byPosition().size() > 1) {
        line.positions().addAll(score.byPosition());
      }
      last = Math.max(last, score.step());
    }
    var spans = new ArrayList<Span>();
    List<Stages.Stage> stages = Stages.of(scores).stages();
    for (int s = 0; s < stages.size(); s++) {
      int to = s + 1 < stages.size() ? stages.get(s + 1).from() : last;
      spans.add(new Span(stages.get(s).order(), stages.get(s).from(), to));
    }
    return new PredictorCurves(id, title, List.copyOf(lines.values()), spans);
  }
}
