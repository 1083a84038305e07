package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.execution.TinyTrials;
import org.espalier.table.Storage;
import org.espalier.trial.Trajectory;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedTrainingTest {
  @TempDir Path folder;

  @Test
  void aTrialInheritsTheStepsOfTheNextShorterOneOfItsTrajectory() {
    List<PlannedTrial> trials = trials(TinyTrials.spec(0, 64), 64, 8, 24);
    trials.addAll(trials(TinyTrials.spec(1, 64), 64, 24));
    trials.addAll(trials(TinyTrials.spec(0, 64, 2), 64));
    SharedTraining shared = SharedTraining.of(trials, StoredEnds.NONE);
    assertThat(trials.stream().map(trial -> shared.inherited(trial.id())))
        .containsExactly(24, 0, 8, 24, 0, 0);
    assertThat(shared.count()).isEqualTo(3);
    assertThat(shared.inheritedSteps()).isEqualTo(24 + 8 + 24);
    assertThat(SharedTraining.steps(trials)).isEqualTo(64 + 8 + 24 + 64 + 24 + 64);
    assertThat(shared.obstacles()).isEmpty();
    assertThat(shared.groups())
        .containsExactlyInAnyOrder(
            List.of(trials.get(1), trials.get(2), trials.get(0)),
            List.of(trials.get(4), trials.get(3)),
            List.of(trials.get(5)));
  }

  @Test
  void theLongestShorterOneIsTakenWhereverItIs() throws IOException {
    keep(TinyTrials.spec(0, 1), 40);
    keep(TinyTrials.spec(0, 1), 16);
    keep(TinyTrials.spec(0, 1), 64);
    StoredEnds ends = StoredEnds.of(Storage.of(folder));
    List<PlannedTrial> trials = trials(TinyTrials.spec(0, 1), 8, 20, 64, 100);
    SharedTraining shared = SharedTraining.of(trials, ends);
    assertThat(trials.stream().map(trial -> shared.inherited(trial.id())))
        .containsExactly(0, 16, 40, 64);
    assertThat(ends.before(TinyTrials.spec(1, 100))).isEmpty();
    assertThat(StoredEnds.of(Storage.of(folder.resolve("nowhere"))).isEmpty()).isTrue();
  }

  @Test
  void whereAScheduleDependsOnTheStepsNothingIsSharedAndTheReasonIsTold() throws IOException {
    TrialSpec cosine = TinyTrials.cosine(0, 8);
    keep(cosine, 4);
    List<PlannedTrial> trials = trials(cosine, 8, 24);
    SharedTraining shared = SharedTraining.of(trials, StoredEnds.of(Storage.of(folder)));
    assertThat(shared.count()).isZero();
    assertThat(shared.groups()).containsExactly(List.of(trials.get(0)), List.of(trials.get(1)));
    assertThat(shared.obstacles()).containsExactly("training.schedule = cosine");
    assertThat(SharedTraining.of(trials(cosine, 8), StoredEnds.NONE).obstacles()).isEmpty();
  }

  private void keep(TrialSpec spec, int steps) throws IOException {
    TrialId trajectory = Trajectory.id(spec);
    Storage.of(folder)
        .write(StoredEnds.file(trajectory, steps), "a state".getBytes(StandardCharsets.UTF_8));
  }

  private static List<PlannedTrial> trials(TrialSpec spec, Integer... steps) {
    return new ArrayList<>(
        Stream.of(steps).map(n -> PlannedTrial.of(TinyTrials.withSteps(spec, n))).toList());
  }
}
