package org.espalier.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.espalier.ConfigurationException;
import org.espalier.InvalidValueException;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.task.TaskSettings;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;

/**
 * Makes trial specifications of settings.
 *
 * <p>Settings that do not apply ({@code graph.k} of a chain) change nothing, but must be within
 * their ranges all the same. A reader remembers the parts that it has made, so that the trials of a
 * sweep share them; it is for one thread.
 */
public final class TrialSpecReader {
  private final GraphReader graphs = new GraphReader();
  private final Map<String, PartCache<?>> parts = new HashMap<>();

  private record Graph(GraphFamily family, Violations violations) {}

  private record Shape(Model model, double initialScale) {}

  private record Training(TrainingSettings settings, EngineChoice engine) {}

  /**
   * The trial that a configuration describes, on top of the defaults.
   *
   * @param trial settings by their paths ({@code task.vocab}), without {@code espalier.trial}
   * @throws ConfigurationException for a key that does not exist or a value that is not allowed
   */
  public TrialSpec read(Config trial) {
    var values = new HashMap<>(ReferenceSettings.ofTrial().defaults());
    values.putAll(ReferenceSettings.ofTrial().flatten(trial.root(), ""));
    return read(values);
  }

  /**
   * The trial that settings describe.
   *
   * @param values a value for every path of {@link ReferenceSettings#ofTrial}
   * @throws ConfigurationException for a value that is not allowed
   */
  public TrialSpec read(Map<String, ConfigValue> values) {
    Settings s = Settings.of(values::get);
    Graph graph = part("graph.", values, GraphReader.fileOf(s), () -> graph(s));
    TaskSettings task = part("task.", values, "", () -> task(s));
    Shape shape = part("model.", values, "", () -> shape(s));
    Training training = part("training.", values, "", () -> training(s));
    EvaluationSettings evaluation = part("evaluation.", values, task, () -> evaluation(s, task));
    try {
      return new TrialSpec(
          seeds(s),
          graph.family(),
          graph.violations(),
          task,
          shape.model(),
          shape.initialScale(),
          training.settings(),
          training.engine(),
          evaluation);
    } catch (InvalidValueException e) {
      throw s.refusal(pathOf(e, s), e.allowed());
    }
  }

  private static SeedStreams seeds(Settings s) {
    return new SeedStreams(
        s.wholeNumber("seed"),
        s.wholeNumberOr("derived", "seeds.graph"),
        s.wholeNumberOr("derived", "seeds.data"),
        s.wholeNumberOr("derived", "seeds.initialization"),
        s.wholeNumberOr("derived", "seeds.evaluation"));
  }

  private Graph graph(Settings s) {
    var graph = new Graph(graphs.family(s), graphs.violations(s));
    SettingRanges.check(s, "graph.");
    return graph;
  }

  private static TaskSettings task(Settings s) {
    TaskSettings task = TaskReader.task(s);
    SettingRanges.check(s, "task.");
    return task;
  }

  private static Shape shape(Settings s) {
    var families = new LinkedHashMap<String, Supplier<Shape>>();
    families.put("disentangled", () -> disentangled(s));
    families.put("reduced", () -> reduced(s));
    families.put("transformer", () -> transformer(s));
    Shape shape = s.make("model", s.choice("model.family", families));
    SettingRanges.check(s, "model.");
    return shape;
  }

  private static Shape disentangled(Settings s) {
    var model = new Model.Disentangled(s.integers("model.heads"));
    boolean oneHeadEach = model.heads().stream().allMatch(heads -> heads == 1);
    double scale = s.numberOr("auto", "model.initial-scale").orElse(oneHeadEach ? 0 : 1e-4);
    return new Shape(model, scale);
  }

  private static Shape reduced(Settings s) {
    double beta0 = s.number("model.beta0");
    if (!(beta0 > 0 && beta0 < Double.POSITIVE_INFINITY)) {
      throw s.refusal("model.beta0", "must be > 0");
    }
    return new Shape(new Model.Reduced(s.number("model.epsilon")), beta0);
  }

  private static Shape transformer(Settings s) {
    var model =
        new Model.Transformer(
            s.integer("model.width"), s.integer("model.hidden"), s.integers("model.heads"));
    return new Shape(model, 0);
  }

  private static Training training(Settings s) {
    TrainingSettings settings =
        s.make(
            "training",
            () ->
                new TrainingSettings(
                    optimizer(s),
                    s.number("training.learning-rate"),
                    s.choice("training.schedule", Schedule.values(), Schedule::label),
                    s.number("training.weight-decay"),
                    s.integer("training.steps"),
                    s.integer("training.batch"),
                    algorithm(s)));
    SettingRanges.check(s, "training.");
    return new Training(
        settings, s.choice("training.engine", EngineChoice.values(), EngineChoice::label));
  }

  private static Optimizer optimizer(Settings s) {
    var optimizers = new LinkedHashMap<String, Supplier<Optimizer>>();
    optimizers.put("sgd", Optimizer.Sgd::new);
    optimizers.put(
        "adamw",
        () ->
            new Optimizer.AdamW(
                s.number("training.beta1"),
                s.number("training.beta2"),
                s.number("training.adam-epsilon")));
    return s.choice("training.optimizer", optimizers).get();
  }

  private static Algorithm algorithm(Settings s) {
    var algorithms = new LinkedHashMap<String, Supplier<Algorithm>>();
    algorithms.put("joint", Algorithm.Joint::new);
    algorithms.put(
        "staged",
        () ->
            new Algorithm.Staged(
                s.integer("training.stage2-steps"), s.number("training.stage2-learning-rate")));
    return s.choice("training.algorithm", algorithms).get();
  }

  private static EvaluationSettings evaluation(Settings s, TaskSettings task) {
    return s.make(
        "evaluation",
        () ->
            new EvaluationSettings(
                s.integer("evaluation.every"),
                s.integer("evaluation.sequences"),
                s.integer("evaluation.watch"),
                s.integers("evaluation.checkpoints"),
                s.integer("evaluation.attention-sequences"),
                s.integer("evaluation.theory-sequences"),
                TaskReader.shifts(s, task)));
  }

  /** A part of a specification, made once for equal values of the settings of its block. */
  @SuppressWarnings("unchecked") // a block's part is always of the type that its maker makes
  private <T> T part(
      String block, Map<String, ConfigValue> values, Object context, Supplier<T> maker) {
    var cache =
        (PartCache<T>)
            parts.computeIfAbsent(
                block, b -> new PartCache<T>(ReferenceSettings.ofTrial().pathsOf(b)));
    return cache.part(values, context, maker);
  }

  /** The setting that a specification as a whole refused. */
  private static String pathOf(InvalidValueException refused, Settings s) {
    String key = Settings.key(refused);
    if (key.equals("parents") && !s.text("graph.file").isEmpty()) {
      return "graph.index";
    }
    return ReferenceSettings.ofTrial().defaults().keySet().stream()
        .filter(path -> path.substring(path.lastIndexOf('.') + 1).equals(key))
        .findFirst()
        .orElseThrow(() -> refused);
  }
}
