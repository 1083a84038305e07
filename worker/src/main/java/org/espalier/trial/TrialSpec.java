package org.espalier.trial;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.task.TaskSettings;
import org.espalier.train.Algorithm;
import org.espalier.train.TrainingSettings;

/**
 * Everything that can change a number in the result of a trial, and nothing else.
 *
 * @param seeds the replicate and its streams
 * @param graph the family that the causal graph is drawn from
 * @param violations departures from the theory's assumptions
 * @param task how sequences are drawn
 * @param model what is trained
 * @param initialScale standard deviation of the initial attention matrices of the disentangled
 *     model; beta0 of the reduced one; ignored by the transformer; >= 0
 * @param training how it is trained
 * @param engine what computes the gradient
 * @param evaluation what is measured
 */
public record TrialSpec(
    SeedStreams seeds,
    GraphFamily graph,
    Violations violations,
    TaskSettings task,
    Model model,
    double initialScale,
    TrainingSettings training,
    EngineChoice engine,
    EvaluationSettings evaluation)
    implements Serializable {

  public TrialSpec {
    require(
        initialScale >= 0 && initialScale < Double.POSITIVE_INFINITY,
        "initialScale",
        initialScale,
        "must be >= 0");
    require(
        training.algorithm() instanceof Algorithm.Joint || model instanceof Model.Reduced,
        "algorithm",
        training.algorithm().name(),
        "is the paper's Algorithm 1 and needs model.family = reduced");
  }

  /**
   * The canonical form: a line {@code format=N}, then a line {@code path=value} for each setting
   * that applies, sorted by path. Its hash is the trial id.
   */
  public String canonical() {
    var lines = new TreeMap<String, String>();
    SpecKeys.ALL.forEach(
        key -> {
          Object value = key.value().apply(this);
          if (value != null) {
            lines.put(key.path(), String.valueOf(value));
          }
        });
    var text = new StringBuilder("format=" + TrialId.FORMAT + "\n");
    for (Map.Entry<String, String> line : lines.entrySet()) {
      text.append(line.getKey()).append('=').append(line.getValue()).append('\n');
    }
    return text.toString();
  }

  /** The trial's id. */
  public TrialId id() {
    return TrialId.of(this);
  }
}
