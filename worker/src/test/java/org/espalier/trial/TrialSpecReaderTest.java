package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;
import org.espalier.ConfigurationException;
import org.espalier.graph.GraphFamily;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.PositionEncoding;
import org.espalier.setting.NearestName;
import org.espalier.setting.Setting;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Safeguards;
import org.espalier.train.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialSpecReaderTest {

  private static TrialSpec read(String... lines) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(
                String.join("\n", lines),
                ConfigParseOptions.defaults().setOriginDescription("t.conf")));
  }

  @Test
  void theDefaultsAreATrialOfThePaper() {
    TrialSpec spec = read();
    assertThat(spec.graph()).isEqualTo(new GraphFamily.Chain());
    assertThat(spec.task().vocab()).isEqualTo(3);
    assertThat(spec.task().length()).isEqualTo(20);
    assertThat(spec.task().prior()).isEqualTo(new TransitionPrior.Dirichlet(0.1));
    assertThat(spec.model()).isEqualTo(new Model.Disentangled(List.of(1, 1)));
    assertThat(spec.learner().initialScale()).isZero();
    assertThat(spec.training().optimizer()).isEqualTo(new Optimizer.Sgd());
    assertThat(spec.training().schedule()).isEqualTo(Schedule.CONSTANT);
    assertThat(spec.training().algorithm()).isEqualTo(new Algorithm.Joint());
    assertThat(spec.training().steps()).isEqualTo(16384);
    assertThat(spec.learner().engine()).isEqualTo(EngineChoice.AUTO);
    assertThat(spec.seeds()).isEqualTo(SeedStreams.of(0));
  }

  /** Ids name stored results: if this fails, results of earlier versions are no longer found. */
  @Test
  void theIdOfATrialIsPinned() {
    assertThat(read().canonical())
        .isEqualTo(
            """
            format=2
            evaluation.attention-sequences=1024
            evaluation.checkpoints=[]
            evaluation.every=1024
            evaluation.sequences=65536
            evaluation.theory-sequences=16384
            evaluation.watch=16
            graph.family=chain
            model.family=disentangled
            model.heads=[1, 1]
            model.initial-scale=0.0
            seed=0
            task.alpha=0.1
            task.length=20
            task.prior=dirichlet
            task.vocab=3
            training.algorithm=joint
            training.batch=1024
            training.engine=auto
            training.learning-rate=1.0
            training.optimizer=sgd
            training.schedule=constant
            training.steps=16384
            training.weight-decay=0.0
            """);
    assertThat(read().id()).hasToString("85539c1c4e421c4ab1483bd3250e5088");
    assertThat(
            read(
                    "seed = 7, seeds.graph = 3, graph { family = lag, k = 3 }",
                    "task.flip = 0.25, model.heads = [2, 1], training.optimizer = adamw")
                .id())
        .hasToString("ee7f5bf8c982013c3fcd6f435d601f71");
  }

  @Test
  void settingsThatDoNotApplyAreNotPartOfTheId() {
    assertThat(
            read("graph.k = 5", "training.beta1 = 0.5", "model.width = 7", "graph.file = no").id())
        .isEqualTo(read().id());
    assertThat(read("graph.family = lag", "graph.k = 5").id())
        .isNotEqualTo(read("graph.family = lag", "graph.k = 4").id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed = 1",
        "seeds.graph = 0",
        "seeds.evaluation = 0",
        "graph.family = pairs",
        "graph.cyclic = 0.5",
        "graph.latent = 0.5",
        "graph.jitter = 0.1",
        "task.vocab = 4",
        "task.length = 21",
        "task.prior = uniform",
        "task.alpha = 0.11",
        "task.flip = 0.1",
        "task.samples = 10",
        "model.family = transformer",
        "model.heads = [1]",
        "model.initial-scale = 0.1",
        "training.optimizer = adamw",
        "training.learning-rate = 0.9",
        "training.schedule = cosine",
        "training.weight-decay = 0.1",
        "training.steps = 16385",
        "training.batch = 1023",
        "training.engine = samediff",
        "evaluation.every = 1023",
        "evaluation.sequences = 1024",
        "evaluation.watch = 15",
        "evaluation.checkpoints = [1]",
        "evaluation.attention-sequences = 512",
        "evaluation.theory-sequences = 0",
        "evaluation.shifts = [{ alpha = 1 }]",
      })
  void whatCanChangeANumberChangesTheId(String setting) {
    assertThat(read(setting).id()).isNotEqualTo(read().id());
  }

  @Test
  void confoundersOfAGraphWithRootsChangeTheId() {
    assertThat(read("graph.family = pairs", "graph.confounders = 1").id())
        .isNotEqualTo(read("graph.family = pairs").id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task.alpha = 1e-1",
        "task.alpha = \"0.1\"",
        "task.flip = -0.0",
        "training.steps = 16384.0",
        "training.learning-rate = 1",
        "seeds.graph = derived",
        "model.initial-scale = 0",
      })
  void otherWaysOfWritingTheSameValueDoNot(String setting) {
    assertThat(read(setting).id()).isEqualTo(read().id());
  }

  @Test
  void severalHeadsStartApart() {
    assertThat(read("model.heads = [2, 1]").learner().initialScale()).isEqualTo(1e-4);
    assertThat(read("model.heads = [2, 1], model.initial-scale = 0").learner().initialScale())
        .isZero();
  }

  @Test
  void theColumnOfShiftsIsWhatASweepFileWouldSay() {
    String task = "task { vocab = 2, flip = 0.1 }";
    TrialSpec spec =
        read(
            task,
            "evaluation.shifts = [{ alphas = [1, 0.5] }, { determinism = 0.9 },",
            "  { flip = 0, prior = doubly-stochastic }, { prior = uniform }]");
    Object column = SpecKeys.find("evaluation.shifts").orElseThrow().value().apply(spec);
    assertThat(column)
        .isEqualTo(
            "[{ prior = asymmetric, alphas = [1.0, 0.5], flip = 0.1, pool = 0 },"
                + " { prior = near-deterministic, determinism = 0.9, flip = 0.1, pool = 0 },"
                + " { prior = doubly-stochastic, alpha = 0.1, flip = 0.0, pool = 0 },"
                + " { prior = uniform, flip = 0.1, pool = 0 }]");
    assertThat(read(task, "evaluation.shifts = " + column)).isEqualTo(spec);
  }

  @Test
  void aShiftSaysWhatDiffersFromTheTask() {
    TrialSpec spec =
        read(
            "task { alpha = 0.2, flip = 0.1 }",
            "evaluation.shifts = [{ alpha = 1.5 }, { determinism = 0.9 }, { flip = 0 },",
            "{ prior = uniform, flip = 0.3 }]");
    assertThat(spec.evaluation().shifts())
        .containsExactly(
            new EvaluationSettings.Shift(new TransitionPrior.Dirichlet(1.5), 0.1, 0),
            new EvaluationSettings.Shift(new TransitionPrior.NearDeterministic(0.9), 0.1, 0),
            new EvaluationSettings.Shift(new TransitionPrior.Dirichlet(0.2), 0, 0),
            new EvaluationSettings.Shift(new TransitionPrior.Uniform(), 0.3, 0));
    assertThatThrownBy(() -> read("", "evaluation.shifts = [{ alpha = 1 }, { alpha = -1 }]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("t.conf:2: evaluation.shifts[1].alpha = -1 must be > 0");
  }

  private static final String OF_SINGLE_PRECISION =
      "training { optimizer = adamw, algorithm = staged }, model.family = reduced";

  /** Numbers that single precision takes for others are refused where they are written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.beta1 = 0.999999999 | must be at most 0.99999997: greater numbers are 1 in single"
            + " precision, in which steps are computed",
        "training.beta2 = 0.99999998 | must be at most 0.99999997: greater numbers are 1 in single"
            + " precision, in which steps are computed",
        "training.adam-epsilon = 1e-46 | must be at least 4.431294828962624E-44 with training.beta2 ="
            + " 0.999, else what is added is 0 in single precision",
        "model.epsilon = 1e-39 | must be at least 1.2e-38: smaller numbers are lost in single"
            + " precision, in which the model is computed",
        "model.epsilon = 1e7 | must be at most 1e6: of what is added to greater numbers little is"
            + " left in single precision, in which the model is computed",
        "training.adam-epsilon = 1e39 | must be at most 3.4e38: greater numbers are infinite in"
            + " single precision, in which steps are computed",
        "training.learning-rate = 1e-46 | must be in [1.2e-38, 3.4e38]: in single precision smaller"
            + " numbers are lost and greater ones infinite",
        "training.learning-rate = 1e39 | must be in [1.2e-38, 3.4e38]: in single precision smaller"
            + " numbers are lost and greater ones infinite",
        "training.stage2-learning-rate = 1e-300 | must be in [1.2e-38, 3.4e38]: in single precision"
            + " smaller numbers are lost and greater ones infinite",
        "training.clip-norm = 1e-46 | must be 0 or in [1.2e-38, 3.4e38]: in single precision smaller"
            + " numbers are lost and greater ones infinite",
        "training.weight-decay = 1e39 | must be 0 or in [1.2e-38, 3.4e38]: in single precision"
            + " smaller numbers are lost and greater ones infinite",
        "training.weight-decay = 1e-8 | must be 0 or at least 3.0E-8 with a learning rate of 1.0: 1 -"
            + " rate x decay, by which parameters shrink, is 1 in single precision",
        "model.beta0 = 1e-46 | must be in [1.2e-38, 1e37]: in single precision smaller numbers"
            + " are lost and multiples of greater ones infinite"
      })
  void whatIsLostInSinglePrecisionIsRefused(String setting, String allowed) {
    assertThatThrownBy(() -> read(OF_SINGLE_PRECISION, setting))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("t.conf:2: " + setting + " " + allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-46", "1e38"})
  void aScaleThatSinglePrecisionLosesIsRefused(String scale) {
    assertThatThrownBy(() -> read("model.initial-scale = " + scale))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "t.conf:1: model.initial-scale = "
                + scale
                + " must be 0 or in [1.2e-38, 1e37] or auto: in single precision smaller numbers are"
                + " lost and multiples of greater ones infinite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.beta1 = 0.99999997",
        "training.beta2 = 0.99999997",
        "training.adam-epsilon = 1e-43",
        "model.epsilon = 1.2e-38",
        "model.epsilon = 1e6",
        "training.learning-rate = 1.2e-38",
        "training.learning-rate = 3.4e38",
        "training.clip-norm = 1.2e-38",
        "training.weight-decay = 3e-8",
        "model.beta0 = 1.2e-38",
        "model.beta0 = 1e37"
      })
  void whatSinglePrecisionKeepsIsRead(String setting) {
    assertThat(read(OF_SINGLE_PRECISION, setting).id()).isNotNull();
  }

  @Test
  void everyFamilyOfTheReferenceIsRead() {
    for (String family :
        List.of(
            "chain", "pairs", "lag", "branching", "star", "random-tree", "random-forest", "dag")) {
      assertThat(read("graph.family = " + family).graph().name()).isEqualTo(family);
    }
    assertThat(read("graph.family = random-forest, graph.root-probability = uniform").graph())
        .isEqualTo(new GraphFamily.UniformForest());
    assertThat(read("task.length = 4, graph { family = explicit, parents = [-1, 0, 0] }").graph())
        .isEqualTo(new GraphFamily.Explicit(List.of(-1, 0, 0)));
    assertThat(read("model.family = reduced, training.algorithm = staged").training().algorithm())
        .isEqualTo(new Algorithm.Staged(1024, 1.0));
    assertThatThrownBy(() -> read("graph { family = random-forest, root-probability = -1 }"))
        .hasMessage("t.conf:1: graph.root-probability = -1 must be in [0, 1]");
  }

  @Test
  void everySettingOfASpecificationIsInTheReferenceInTheSameOrder() {
    List<String> reference = List.copyOf(ReferenceSettings.ofTrial().defaults().keySet());
    List<String> specified = SpecKeys.ALL.stream().map(Setting::path).toList();
    assertThat(reference).containsSubsequence(specified);
    assertThat(reference)
        .filteredOn(path -> !specified.contains(path))
        .containsExactly("graph.file", "graph.index");
  }

  @Test
  void theNearestNameSharesItsEndOrMostOfItsLetters() {
    var names = List.of("task.vocab", "task.alpha", "seed", "seeds.data");
    assertThat(NearestName.nearest("task.vocabulary", names)).isEqualTo("task.vocab");
    assertThat(NearestName.nearest("model.alpha", names)).isEqualTo("task.alpha");
    assertThat(NearestName.nearest("sead", names)).isEqualTo("seed");
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void gptIsReadWithItsPositionsNormAndSafeguards() {
    TrialSpec spec =
        read(
            "model { family = gpt, width = 12, hidden = 0, heads = [2, 1], norm = none }",
            "model.positions = relative-query, training { clip-norm = 1.0, warm-up = 100 }");
    assertThat(spec.model())
        .isEqualTo(new Gpt(12, 0, List.of(2, 1), PositionEncoding.RELATIVE_QUERY, NormKind.NONE));
    assertThat(spec.learner().initialScale()).isEqualTo(0.02);
    assertThat(spec.training().safeguards()).isEqualTo(new Safeguards(1, 100));
    assertThat(spec.canonical())
        .contains("model.positions=relative-query", "training.clip-norm=1.0");
  }

  @Test
  void theDoublyStochasticPriorIsRefusedWhereRowsAreDrawnOneByOneOrHaveNoEvidence() {
    String prior = "task.prior = doubly-stochastic";
    assertThat(read(prior).task().prior()).isEqualTo(new TransitionPrior.DoublyStochastic(0.1));
    assertThatThrownBy(() -> read(prior, "graph.family = dag"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.conf:1")
        .hasMessageContaining(
            "task.prior = doubly-stochastic cannot be combined with graph.family = dag");
    assertThatThrownBy(() -> read(prior, "task.roots = drawn"))
        .hasMessageContaining("cannot be combined with task.roots = drawn");
    assertThatThrownBy(
            () ->
                read("graph.family = dag", "evaluation.shifts = [{ " + prior.substring(5) + " }]"))
        .hasMessageContaining("t.conf:2")
        .hasMessageContaining("evaluation.shifts")
        .hasMessageContaining("cannot be combined with graph.family = dag");
    assertThatThrownBy(() -> read(prior, "task.vocab = 3", "rivals.methods = [evidence]"))
        .hasMessageContaining("whose evidence has no closed form");
    assertThat(read(prior, "task.vocab = 2", "rivals.methods = [evidence]").rivals().methods())
        .hasSize(1);
  }

  @Test
  void whatGptAndItsTrainingCannotBeIsRefusedWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    "model { family = gpt, width = 6, heads = [1, 2] }",
                    "model.positions = rotary"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.conf")
        .hasMessageContaining("even number of entries");
    assertThatThrownBy(() -> read("model.family = gpt", "model.width = 7", "model.heads = [2]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.conf:2")
        .hasMessageContaining("must be a multiple of heads = 2");
    assertThatThrownBy(() -> read("model.family = gpt", "training.engine = samediff"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("must be auto or kernel");
    assertThatThrownBy(() -> read("training.steps = 100", "training.warm-up = 101"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("must not be longer than training, 100 steps");
  }

  @Test
  void moreStepsThanCanBeCountedAreRefusedWithTheirLine() {
    String reduced = "model.family = reduced";
    assertThatThrownBy(
            () ->
                read(
                    reduced,
                    "training { algorithm = staged, steps = 2147483647, stage2-steps = 2 }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.conf:2: training.stage2-steps = 2 and training.steps = 2147483647")
        .hasMessageContaining("must together be at most 2147483647");
    assertThat(
            read(reduced, "training { algorithm = staged, steps = 2147483645, stage2-steps = 2 }")
                .training()
                .totalSteps())
        .isEqualTo(Integer.MAX_VALUE);
  }
}
