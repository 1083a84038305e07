package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.graph.GraphFamily;

/** Predictors without training that a model is compared with along its learning curve. */
public enum PredictorKind {
  /**
   * The uniform prediction; and for each m from 0 to the order of the chain that the sequences are,
   * {@link NGram} with the task's prior, and with the best pseudo-count of a grid.
   */
  N_GRAMS;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Refuses a graph for which they are not defined.
   *
   * @throws org.espalier.InvalidValueException which names {@code evaluation.predictors}
   */
  public void requireDefined(GraphFamily family) {
    require(
        family instanceof GraphFamily.Dag dag
            && dag.pattern() == GraphFamily.Dag.Pattern.CONSECUTIVE,
        "evaluation.predictors",
        label(),
        "must not name n-grams unless graph.family = dag with graph.pattern = consecutive: of"
            + " other graphs the tokens before a token are not its parents");
  }

  /**
   * Those of a task.
   *
   * @param heldOut sequences on which pseudo-counts are chosen
   */
  public List<Predictor> of(GraphFamily family, TaskSettings task, List<SequenceBatch> heldOut) {
    var dag = (GraphFamily.Dag) family;
    var all = new ArrayList<Predictor>();
    all.add(new UniformPredictor());
    for (int m = 0; m <= dag.k(); m++) {
      all.add(NGram.of(m, dag.delay(), task.vocab(), task.prior()));
      all.add(NGram.tuned(m, dag.delay(), task.vocab(), heldOut));
    }
    return all;
  }
}
