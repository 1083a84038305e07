package org.espalier.trial;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.espalier.task.NGram;

/**
 * Which of the order-m predictors a model is nearest to as it trains: the stage of a step is the m
 * of least KL(order-m || model), of equal ones the least m.
 *
 * @param stages runs of rows of the learning curve that have one stage, in order
 * @param losses the predictors' losses, by name
 */
public record Stages(List<Stage> stages, Map<String, Double> losses) {

  /**
   * A run of one stage.
   *
   * @param order m
   * @param from its first step
   */
  public record Stage(int order, int from) {}

  /** Of scores in the order of their steps. */
  public static Stages of(List<PredictorScore> scores) {
    var losses = new HashMap<String, Double>();
    var steps = new TreeMap<Integer, Map<String, Double>>();
    for (PredictorScore score : scores) {
      losses.put(score.predictor(), score.loss());
      steps
          .computeIfAbsent(score.step(), step -> new HashMap<>())
          .put(score.predictor(), score.divergence());
    }
    var stages = new ArrayList<Stage>();
    steps.forEach(
        (step, divergences) -> {
          OptionalInt order = nearest(divergences);
          boolean isNew =
              order.isPresent()
                  && (stages.isEmpty()
                      || stages.get(stages.size() - 1).order() != order.getAsInt());
          if (isNew) {
            stages.add(new Stage(order.getAsInt(), step));
          }
        });
    return new Stages(List.copyOf(stages), Map.copyOf(losses));
  }

  private static OptionalInt nearest(Map<String, Double> divergences) {
    OptionalInt nearest = OptionalInt.empty();
    double least = Double.POSITIVE_INFINITY;
    for (int m = 0; divergences.containsKey(NGram.name(m)); m++) {
      double divergence = divergences.get(NGram.name(m));
      if (divergence < least) {
        least = divergence;
        nearest = OptionalInt.of(m);
      }
    }
    return nearest;
  }

  /** The loss of a predictor; empty if it was not asked for. */
  OptionalDouble loss(String predictor) {
    Double loss = losses.get(predictor);
    return loss == null ? OptionalDouble.empty() : OptionalDouble.of(loss);
  }

  /** The last stage. */
  OptionalInt last() {
    return stages.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(stages.get(stages.size() - 1).order());
  }

  /** The first step whose stage is at least m. */
  OptionalInt reached(int order) {
    return stages.stream().filter(s -> s.order() >= order).mapToInt(Stage::from).findFirst();
  }
}
