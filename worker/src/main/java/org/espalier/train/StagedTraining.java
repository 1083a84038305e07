package org.espalier.train;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.ParameterLayout;

/**
 * Training as a list of stages, each of which changes one range of the parameters.
 *
 * <p>{@link Algorithm.Joint} is one stage on all of them. {@link Algorithm.Staged} is Algorithm 1
 * of arXiv 2402.14735 on the reduced model: tau1 steps on A1 alone (of all heads) with rate eta1,
 * then tau2 steps on A2 alone with rate eta2. Each stage starts its schedule and its optimiser's
 * state anew.
 */
final class StagedTraining {

  /**
   * One stage.
   *
   * @param range what it changes
   * @param steps how often
   * @param learningRate before the schedule's factor
   */
  record Stage(ParameterRange range, int steps, double learningRate) {}

  private StagedTraining() {}

  /**
   * The stages in their order.
   *
   * @throws IllegalArgumentException if the algorithm is staged and the layout has no A2, which A1
   *     precedes
   */
  static List<Stage> stages(TrainingSettings settings, ParameterLayout layout) {
    var stages = new ArrayList<Stage>();
    if (settings.algorithm() instanceof Algorithm.Staged staged) {
      var second = layout.entry("A2");
      var a1 = new ParameterRange(0, second.offset());
      var a2 = new ParameterRange(second.offset(), second.size());
      stages.add(new Stage(a1, settings.steps(), settings.learningRate()));
      stages.add(new Stage(a2, staged.stage2Steps(), staged.stage2LearningRate()));
    } else {
      stages.add(
          new Stage(
              new ParameterRange(0, layout.size()), settings.steps(), settings.learningRate()));
    }
    return stages;
  }
}
