package org.espalier.trial;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphMixture;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.RivalSettings;
import org.espalier.rival.Rivals;
import org.espalier.setting.Declaration;
import org.espalier.setting.Group;
import org.espalier.setting.Setting;
import org.espalier.task.PredictorKind;
import org.espalier.task.RootDistribution;
import org.espalier.task.SequenceProcess;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.TrainingSettings;

/**
 * Everything that can change a number in the result of a trial, and nothing else.
 *
 * <p>The constructor refuses, with an {@link org.espalier.InvalidValueException}, parts that do not
 * go together, and a seed for which there is no such graph (too few roots for its confounders) or
 * whose graph needs too large tensors.
 *
 * @param seeds the replicate and its streams
 * @param graph the family that the causal graph is drawn from
 * @param violations departures from the theory's assumptions
 * @param task how sequences are drawn
 * @param learner what is trained
 * @param training how it is trained
 * @param evaluation what is measured; of a model with one layer, which has no weights between
 *     positions of the graph, nothing is ablated
 * @param rivals which other methods are given the training sequences
 */
public record TrialSpec(
    SeedStreams seeds,
    GraphFamily graph,
    Violations violations,
    TaskSettings task,
    Learner learner,
    TrainingSettings training,
    EvaluationSettings evaluation,
    RivalSettings rivals)
    implements Serializable {

  /** Its settings: all that there are of a trial. */
  static final Declaration<TrialSpec> SETTINGS =
      Declaration.of(
          TrialSpec.class,
          Group.of(SeedStreams.SETTINGS, TrialSpec::seeds),
          GraphFamily.FAMILY.in(TrialSpec::graph),
          Group.of(Violations.SETTINGS, TrialSpec::violations),
          Group.of(TaskSettings.SETTINGS, TrialSpec::task),
          Group.of(Learner.SETTINGS, TrialSpec::learner),
          Group.of(TrainingSettings.SETTINGS, TrialSpec::training),
          Group.of(EvaluationSettings.SETTINGS, TrialSpec::evaluation),
          Group.of(RivalSettings.SETTINGS, TrialSpec::rivals));

  public TrialSpec {
    SETTINGS.check(seeds, graph, violations, task, learner, training, evaluation, rivals);
    Model model = learner.model();
    require(
        training.algorithm() instanceof Algorithm.Joint || model instanceof Model.Reduced,
        "training.algorithm",
        training.algorithm().name(),
        "is the paper's Algorithm 1 and needs model.family = reduced");
    int positions = task.length() - 1;
    if (graph instanceof Mixture mixture) {
      requireStructures(mixture, violations, positions);
    }
    if (graph instanceof GraphFamily.Explicit explicit) {
      int nodes = violations.nodes(positions);
      require(
          explicit.parents().size() == nodes,
          "graph.parents",
          explicit.parents(),
          String.format(
              Locale.ROOT,
              "must name a parent for each of the %s, not %d",
              nodes == positions
                  ? String.format(Locale.ROOT, "task.length - 1 = %d context positions", positions)
                  : String.format(Locale.ROOT, "%d nodes of which %d are shown", nodes, positions),
              explicit.parents().size()));
    }
    requireEdges(graph, positions);
    if (!graph.hasQuery()) {
      require(
          !(model instanceof Model.Reduced reduced)
              || reduced.positional() > 1
              || isAskedByTheLastToken(graph),
          "graph.family",
          graph.name(),
          String.format(
              Locale.ROOT,
              "must not be %s with model.family = reduced and one head in its first layer, whose"
                  + " query is the last token, unless that is the target's only parent: graph.k = 1"
                  + " with graph.pattern = consecutive. model.heads = [k, 1] with k >= 2 sees"
                  + " several parents",
              graph.name()));
      require(
          task.roots() != RootDistribution.STATIONARY,
          "task.roots",
          task.roots().label(),
          String.format(
              Locale.ROOT,
              "must not be stationary with graph.family = %s: without a query roots are uniform or"
                  + " have a distribution of their own",
              graph.name()));
    }
    SequenceProcess.requireRoom(task, graph, graph.inDegrees());
    if (learner.loss() == LossPositions.ALL) {
      requireNextTokens(graph, violations);
      require(
          evaluation.readOut().attributionSequences() == 0,
          "evaluation.attribution-sequences",
          evaluation.readOut().attributionSequences(),
          "must be 0 with training.loss = all: ablations are of the prediction at the last position");
    }
    for (PredictorKind predictor : evaluation.predictors()) {
      predictor.requireDefined(graph, task);
    }
    requireRows(graph, task.roots(), "task.prior", task.prior());
    for (EvaluationSettings.Shift shift : evaluation.shifts()) {
      requireRows(graph, task.roots(), "evaluation.shifts", shift.prior());
      require(
          shift.pool() == 0 || (shift.pool() == task.pool() && shift.prior().equals(task.prior())),
          "evaluation.shifts",
          shift,
          String.format(
              Locale.ROOT,
              "must have pool = 0, which is fresh matrices, or the pool of training, task.pool = %d"
                  + " of its prior",
              task.pool()));
    }
    task = withRootsByDefault(task, graph.hasQuery());
    evaluation = model.heads().size() < 2 ? evaluation.withoutAttribution() : evaluation;
    rivals = rivals.methods().isEmpty() ? RivalSettings.NONE : rivals;
    for (RivalMethod method : rivals.methods()) {
      method.requireDefined(graph, task.roots());
      method.requireDefined(task);
      Rivals.requireCountable(
          rivals.sequences(), rivalSequences(task, training, rivals), task.vocab(), graph);
    }
    if (!violations.equals(Violations.NONE)) {
      GraphMixture drawn = draw(seeds, graph, violations, task);
      SequenceProcess.requireRoom(task, graph, drawn.inDegrees());
    }
  }

  /** Whether the last token is the target's only parent, as in a chain of order 1. */
  private static boolean isAskedByTheLastToken(GraphFamily graph) {
    return graph instanceof GraphFamily.Dag dag
        && dag.pattern() == GraphFamily.Dag.Pattern.CONSECUTIVE
        && dag.k() == 1
        && dag.delay() == 0;
  }

  /** Some position of each graph must have a parent. */
  private static void requireEdges(GraphFamily graph, int positions) {
    int roots = graph.leadingRoots();
    if (graph instanceof GraphFamily.Dag dag && dag.delay() > 0 && dag.k() < positions) {
      require(
          roots < positions,
          "graph.delay",
          dag.delay(),
          String.format(
              Locale.ROOT,
              "must be below task.length - 1 - graph.k = %d, else every position is a root",
              positions - dag.k()));
    }
    require(
        roots < positions,
        "graph.k",
        roots,
        String.format(
            Locale.ROOT,
            "must be below task.length - 1 = %d, else every position is a root",
            positions));
  }

  /** Each structure needs an edge, and each sequence the tokens of one whole graph. */
  private static void requireStructures(Mixture mixture, Violations violations, int positions) {
    require(
        violations.cyclic() == 0 && violations.latent() == 0 && violations.confounders() == 0,
        "graph.family",
        mixture.name(),
        "cannot be combined with graph.cyclic, graph.latent or graph.confounders: what they close,"
            + " hide or add would be of one structure and not of the others");
    for (GraphFamily structure : mixture.structures()) {
      int roots = structure.leadingRoots();
      require(
          roots < positions,
          "graph.structures",
          mixture.structures(),
          String.format(
              Locale.ROOT,
              "must have lags below task.length - 1 = %d, not %d, else every position is a root",
              positions,
              roots));
      require(
          !(structure instanceof GraphFamily.Explicit explicit)
              || explicit.parents().size() == positions,
          "graph.structures",
          mixture.structures(),
          String.format(
              Locale.ROOT,
              "must name a parent for each of the task.length - 1 = %d context positions in an"
                  + " explicit structure",
              positions));
    }
  }

  /** A loss at all positions needs a next token at each that what is shown before determines. */
  private static void requireNextTokens(GraphFamily graph, Violations violations) {
    String loss = LossPositions.ALL.label();
    require(
        !graph.hasQuery(),
        "training.loss",
        loss,
        String.format(
            Locale.ROOT,
            "must be last with graph.family = %s, whose sequences end in a query: only graph.family ="
                + " dag and a mixture of lags or dags have none",
            graph.name()));
    require(
        violations.cyclic() == 0 && violations.latent() == 0 && violations.confounders() == 0,
        "training.loss",
        loss,
        "must be last with graph.cyclic, graph.latent or graph.confounders, for then tokens depend"
            + " on some that are not shown before them");
  }

  /** A tensor of several parents and drawn roots need rows that can be drawn by themselves. */
  private static void requireRows(
      GraphFamily graph, RootDistribution roots, String setting, TransitionPrior prior) {
    boolean dag = !graph.hasQuery() && graph.mostParents() > 1;
    require(
        prior.hasIndependentRows() || !(dag || roots == RootDistribution.DRAWN),
        setting,
        prior.name(),
        String.format(
            Locale.ROOT,
            "cannot be combined with %s, which draws rows one by one: the rows of the prior %s"
                + " depend on one another",
            dag
                ? String.format(
                    Locale.ROOT,
                    "graph.family = %s of %d parents",
                    graph.name(),
                    graph.mostParents())
                : "task.roots = drawn",
            prior.name()));
  }

  /**
   * The distribution of the roots that a graph has by itself is one setting, whether it is named or
   * not.
   */
  private static TaskSettings withRootsByDefault(TaskSettings task, boolean hasQuery) {
    return task.roots() == RootDistribution.AUTO.resolved(hasQuery)
        ? task.withRoots(RootDistribution.AUTO)
        : task;
  }

  /** What is trained. */
  public Model model() {
    return learner.model();
  }

  /**
   * How many training sequences rivals are given: as many as asked for, or all that the model is
   * trained on.
   */
  public int rivalSequences() {
    return rivalSequences(task, training, rivals);
  }

  private static int rivalSequences(
      TaskSettings task, TrainingSettings training, RivalSettings rivals) {
    return (int) Math.min(rivals.sequences(), trainingSequences(task, training));
  }

  /**
   * How many different sequences the model is trained on: those of all steps, and of a fixed set no
   * more than there are. A set that is larger than all batches together is not seen as a whole.
   */
  long trainingSequences() {
    return trainingSequences(task, training);
  }

  private static long trainingSequences(TaskSettings task, TrainingSettings training) {
    long drawn = (long) training.totalSteps() * training.batch();
    return task.samples() > 0 ? Math.min(task.samples(), drawn) : drawn;
  }

  /**
   * The trial's causal graph, or those of its mixture, from the stream of random numbers that is
   * the graph's own. There are such: what cannot be drawn is refused by the constructor.
   */
  public GraphMixture drawGraphs() {
    return draw(seeds, graph, violations, task);
  }

  private static GraphMixture draw(
      SeedStreams seeds, GraphFamily graph, Violations violations, TaskSettings task) {
    var random = RandomSource.XO_SHI_RO_256_PP.create(seeds.streamSeed(SeedStreams.Purpose.GRAPH));
    return GraphMixture.draw(graph, violations, task.length(), random);
  }

  /**
   * The canonical form: a line {@code format=N}, then a line {@code path=value} for each setting
   * that applies and is not off, sorted by path. Its hash is the trial id.
   */
  public String canonical() {
    return canonical(
        Remeasured.judgedUnseenSequences(this)
            ? TrialId.REMEASURED_AGAIN_FORMAT
            : formatOfEveryLength());
  }

  /** The same with the format of trials that are trained for longer, whatever the steps. */
  String canonicalOfEveryLength() {
    return canonical(formatOfEveryLength());
  }

  private String canonical(int format) {
    var text = new StringBuilder(2048).append("format=").append(format).append('\n');
    for (Setting<TrialSpec> setting : SpecKeys.BY_PATH) {
      Object value = setting.identity().apply(this);
      if (value != null) {
        text.append(setting.path()).append('=').append(value).append('\n');
      }
    }
    return text.toString();
  }

  private int formatOfEveryLength() {
    if (Remeasured.isSince5(this)) {
      return TrialId.REMEASURED_AGAIN_FORMAT;
    }
    if (Remeasured.isSince4(this)) {
      return TrialId.REMEASURED_FORMAT;
    }
    return GradientEngines.isOfLongSequences(
            model(), task.vocab(), task.length(), learner.engine(), learner.loss())
        ? TrialId.LONG_SEQUENCES_FORMAT
        : TrialId.FORMAT;
  }

  /**
   * Everything but the seed: equal for the replicates of one cell of a sweep, and for no others.
   */
  public List<Object> cell() {
    SeedStreams pins =
        new SeedStreams(0, seeds.graph(), seeds.data(), seeds.initialization(), seeds.evaluation());
    return List.of(pins, graph, violations, task, learner, training, evaluation, rivals);
  }

  /** The trial's id. */
  public TrialId id() {
    return TrialId.of(this);
  }
}
