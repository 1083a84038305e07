package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.rival.RivalSettings;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A specification travels to executors by Java serialization. */
class TrialSpecSerializationTest {

  static Stream<TrialSpec> specifications() {
    var pinned =
        new SeedStreams(
            3, OptionalLong.of(7), OptionalLong.empty(), OptionalLong.of(-1), OptionalLong.empty());
    return Stream.of(
        spec(
            SeedStreams.of(5),
            new GraphFamily.Chain(),
            new TransitionPrior.Dirichlet(.1),
            new Model.Disentangled(List.of(1, 1)),
            new Optimizer.Sgd(),
            new Algorithm.Joint()),
        spec(
            pinned,
            new GraphFamily.Explicit(List.of(-1, 0, 1, 2, 3, 4, 5)),
            new TransitionPrior.Asymmetric(List.of(.5, 1., 2.)),
            new Model.Reduced(.01),
            new Optimizer.AdamW(.9, .999, 1e-8),
            new Algorithm.Staged(10, .5)));
  }

  @ParameterizedTest
  @MethodSource("specifications")
  void specificationSurvivesSerialization(TrialSpec spec)
      throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(spec);
    }
  }

  private static TrialSpec spec(
      SeedStreams seeds,
      GraphFamily graph,
      TransitionPrior prior,
      Model model,
      Optimizer optimizer,
      Algorithm algorithm) {
    return new TrialSpec(
        seeds,
        graph,
        Violations.NONE,
        new TaskSettings(3, 8, prior, .1, 0),
        new Learner(model, .1, EngineChoice.AUTO),
        new TrainingSettings(optimizer, 1, Schedule.COSINE, 0, 16, 8, algorithm),
        new EvaluationSettings(
            new EvaluationSettings.Curve(4, 16, 2),
            new EvaluationSettings.ReadOut(List.of(0), 8, 0),
            0,
            List.of(new EvaluationSettings.Shift(new TransitionPrior.Uniform(), .2, 0)),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }
}
