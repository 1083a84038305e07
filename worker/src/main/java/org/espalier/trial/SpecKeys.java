package org.espalier.trial;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.espalier.graph.GraphFamily;
import org.espalier.model.Model;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;

/**
 * Every setting of a trial: its path in a sweep file, its type, and where a {@link TrialSpec} holds
 * it.
 *
 * <p>The canonical form, the configuration columns of the {@code trials} table and the reader all
 * follow this list. To add a setting, add it to {@code reference.conf} with its meaning, to the
 * record that uses it, to the reader and here.
 *
 * <p>A value of null says that the setting does not apply to this trial. A setting that was added
 * after results were stored must be null at the value that leaves those results as they are, so
 * that their ids stay.
 */
public final class SpecKeys {

  /** The type of a setting's value, as its table column has it. */
  public enum Kind {
    /** {@link Integer}. */
    INTEGER,
    /** {@link Long}. */
    LONG,
    /** {@link Double}. */
    REAL,
    /** {@link String}. */
    TEXT,
    /** {@code List<Integer>}. */
    INTEGERS,
    /** {@code List<Double>}. */
    REALS
  }

  /**
   * One setting.
   *
   * @param path in a sweep file, such as {@code task.vocab}
   * @param kind type of its value
   * @param value the value in a specification, or null where it does not apply
   */
  public record SpecKey(String path, Kind kind, Function<TrialSpec, Object> value) {
    /** The column of the {@code trials} table: {@code task_vocab}. */
    public String column() {
      return path.replace('.', '_').replace('-', '_');
    }
  }

  /** All settings in the order of {@code reference.conf}. */
  public static final List<SpecKey> ALL =
      List.of(
          key("seed", Kind.LONG, s -> s.seeds().seed()),
          key("seeds.graph", Kind.LONG, s -> pin(s.seeds().graph())),
          key("seeds.data", Kind.LONG, s -> pin(s.seeds().data())),
          key("seeds.initialization", Kind.LONG, s -> pin(s.seeds().initialization())),
          key("seeds.evaluation", Kind.LONG, s -> pin(s.seeds().evaluation())),
          key("graph.family", Kind.TEXT, s -> s.graph().name()),
          key("graph.k", Kind.INTEGER, s -> k(s.graph())),
          key("graph.root-probability", Kind.TEXT, s -> rootProbability(s.graph())),
          key(
              "graph.parents",
              Kind.INTEGERS,
              s -> s.graph() instanceof GraphFamily.Explicit explicit ? explicit.parents() : null),
          key(
              "graph.pattern",
              Kind.TEXT,
              s -> s.graph() instanceof GraphFamily.Dag dag ? dag.pattern().label() : null),
          key("graph.cyclic", Kind.REAL, s -> positive(s.violations().cyclic())),
          key(
              "graph.cycle-sweeps",
              Kind.INTEGER,
              s -> s.violations().cyclic() > 0 ? s.violations().cycleSweeps() : null),
          key("graph.latent", Kind.REAL, s -> positive(s.violations().latent())),
          key(
              "graph.confounders",
              Kind.INTEGER,
              s -> s.violations().confounders() > 0 ? s.violations().confounders() : null),
          key("graph.jitter", Kind.REAL, s -> positive(s.violations().jitter())),
          key("task.vocab", Kind.INTEGER, s -> s.task().vocab()),
          key("task.length", Kind.INTEGER, s -> s.task().length()),
          key("task.prior", Kind.TEXT, s -> s.task().prior().name()),
          key(
              "task.alpha",
              Kind.REAL,
              s -> s.task().prior() instanceof TransitionPrior.Dirichlet d ? d.alpha() : null),
          key(
              "task.alphas",
              Kind.REALS,
              s -> s.task().prior() instanceof TransitionPrior.Asymmetric a ? a.alphas() : null),
          key(
              "task.determinism",
              Kind.REAL,
              s ->
                  s.task().prior() instanceof TransitionPrior.NearDeterministic n
                      ? n.determinism()
                      : null),
          key("task.flip", Kind.REAL, s -> positive(s.task().flip())),
          key(
              "task.samples",
              Kind.INTEGER,
              s -> s.task().samples() > 0 ? s.task().samples() : null),
          key("model.family", Kind.TEXT, s -> s.model().name()),
          key(
              "model.heads",
              Kind.INTEGERS,
              s -> s.model() instanceof Model.Reduced ? null : s.model().heads()),
          key(
              "model.initial-scale",
              Kind.REAL,
              s -> s.model() instanceof Model.Disentangled ? s.initialScale() : null),
          key(
              "model.width",
              Kind.INTEGER,
              s -> s.model() instanceof Model.Transformer t ? t.width() : null),
          key(
              "model.hidden",
              Kind.INTEGER,
              s -> s.model() instanceof Model.Transformer t ? t.hidden() : null),
          key(
              "model.epsilon",
              Kind.REAL,
              s -> s.model() instanceof Model.Reduced r ? r.epsilon() : null),
          key(
              "model.beta0",
              Kind.REAL,
              s -> s.model() instanceof Model.Reduced ? s.initialScale() : null),
          key("training.optimizer", Kind.TEXT, s -> s.training().optimizer().name()),
          key("training.learning-rate", Kind.REAL, s -> s.training().learningRate()),
          key("training.schedule", Kind.TEXT, s -> s.training().schedule().label()),
          key("training.weight-decay", Kind.REAL, s -> s.training().weightDecay()),
          key("training.beta1", Kind.REAL, s -> adam(s, Optimizer.AdamW::beta1)),
          key("training.beta2", Kind.REAL, s -> adam(s, Optimizer.AdamW::beta2)),
          key("training.adam-epsilon", Kind.REAL, s -> adam(s, Optimizer.AdamW::epsilon)),
          key("training.steps", Kind.INTEGER, s -> s.training().steps()),
          key("training.batch", Kind.INTEGER, s -> s.training().batch()),
          key("training.algorithm", Kind.TEXT, s -> s.training().algorithm().name()),
          key("training.stage2-steps", Kind.INTEGER, s -> staged(s, Algorithm.Staged::stage2Steps)),
          key(
              "training.stage2-learning-rate",
              Kind.REAL,
              s -> staged(s, Algorithm.Staged::stage2LearningRate)),
          key("training.engine", Kind.TEXT, s -> s.engine().label()),
          key("evaluation.every", Kind.INTEGER, s -> s.evaluation().every()),
          key("evaluation.sequences", Kind.INTEGER, s -> s.evaluation().sequences()),
          key("evaluation.watch", Kind.INTEGER, s -> s.evaluation().watch()),
          key("evaluation.checkpoints", Kind.INTEGERS, s -> s.evaluation().checkpoints()),
          key(
              "evaluation.attention-sequences",
              Kind.INTEGER,
              s -> s.evaluation().attentionSequences()),
          key("evaluation.theory-sequences", Kind.INTEGER, s -> s.evaluation().theorySequences()),
          key("evaluation.shifts", Kind.TEXT, SpecKeys::shifts));

  /** All settings in the order of their paths' characters, as the canonical form has them. */
  static final List<SpecKey> BY_PATH =
      ALL.stream().sorted(Comparator.comparing(SpecKey::path)).toList();

  private SpecKeys() {}

  private static SpecKey key(String path, Kind kind, Function<TrialSpec, Object> value) {
    return new SpecKey(path, kind, value);
  }

  private static Long pin(OptionalLong pin) {
    return pin.isPresent() ? pin.getAsLong() : null;
  }

  private static Double positive(double value) {
    return value > 0 ? value : null;
  }

  private static Integer k(GraphFamily family) {
    if (family instanceof GraphFamily.Lag lag) {
      return lag.k();
    }
    if (family instanceof GraphFamily.Branching branching) {
      return branching.k();
    }
    return family instanceof GraphFamily.Dag dag ? dag.k() : null;
  }

  private static String rootProbability(GraphFamily family) {
    if (!(family instanceof GraphFamily.RandomForest forest)) {
      return null;
    }
    return forest.isUniform() ? "uniform" : String.valueOf(forest.rootProbability());
  }

  private static <T> T adam(TrialSpec spec, Function<Optimizer.AdamW, T> value) {
    return spec.training().optimizer() instanceof Optimizer.AdamW adam ? value.apply(adam) : null;
  }

  private static <T> T staged(TrialSpec spec, Function<Algorithm.Staged, T> value) {
    return spec.training().algorithm() instanceof Algorithm.Staged s ? value.apply(s) : null;
  }

  private static String shifts(TrialSpec spec) {
    return spec.evaluation().shifts().isEmpty() ? null : spec.evaluation().shifts().toString();
  }
}
