package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.Test;

final class RemainingTimeTest {

  @Test
  void theWorkIsSharedAmongTheCores() {
    var time = new RemainingTime(trials(10, "a", 4), () -> 2);
    assertThat(time.seconds(0, Map.of(), List.of())).isCloseTo(20, within(1e-9));
  }

  @Test
  void coresThatComeLaterCountOnceTheyAreThere() {
    var cores = new AtomicInteger(2);
    var time = new RemainingTime(trials(100, "a", 40), cores::get);
    assertThat(time.seconds(0, Map.of(), List.of())).isCloseTo(2000, within(1e-9));
    cores.set(200);
    double minuteLater = time.seconds(60, Map.of(), List.of());
    // what is said follows what is found by all but e^-6
    assertThat(minuteLater).isCloseTo(20, within(2000 * Math.exp(-6)));
  }

  @Test
  void noLessIsSaidThanTheLongestRunningTrialNeeds() {
    var time = new RemainingTime(trials(2, "a", 1), () -> 8);
    assertThat(time.seconds(0, Map.of(), List.of(running(0, 50, 30), running(1, 99, 30))))
        .isCloseTo(30, within(1e-9));
    // and not less later on, whatever was said before
    assertThat(time.seconds(1, Map.of(), List.of(running(0, 10, 31)))).isGreaterThan(278.9);
  }

  @Test
  void eachKindOfTrialIsCorrectedByItsOwnMeasuredCost() {
    Map<TrialId, RemainingTime.Expected> trials = new HashMap<>(trials(2, "cheap", 1));
    trials.put(id(2), new RemainingTime.Expected("dear", 10));
    trials.put(id(3), new RemainingTime.Expected("dear", 10));
    var time = new RemainingTime(trials, () -> 1);
    time.stored(id(0), 1); // as expected
    time.stored(id(2), 30); // three times as long
    assertThat(time.seconds(40, Map.of(), List.of())).isCloseTo(1 + 30, within(1e-9));
  }

  @Test
  void trialsThatRunAreMeasuredBeforeAnyHasEnded() {
    var time = new RemainingTime(trials(4, "a", 10), () -> 1);
    // half of a trial took 20 s, not 5 s: 20 s for its other half, 40 s for each of the others
    assertThat(time.seconds(20, Map.of(), List.of(running(0, 50, 20))))
        .isCloseTo(140, within(1e-9));
  }

  /**
   * Seen: 18 s said after 86 s of a run of cheap trials and dear ones, then 3 m 43 s. A run of 8
   * cheap and 8 dear trials on one core, the dear ones four times as dear as the model has it: from
   * one second to the next the answer changes by less than three tenths of it, though nothing is
   * known of the dear ones before the first runs; once that has run it is right within a fifth and
   * 10 s.
   */
  @Test
  void whatIsSaidDoesNotJump() {
    Map<TrialId, RemainingTime.Expected> trials = new HashMap<>(trials(8, "cheap", 5));
    for (int k = 8; k < 16; k++) {
      trials.put(id(k), new RemainingTime.Expected("dear", 5));
    }
    var time = new RemainingTime(trials, () -> 1);
    var said = new ArrayList<Double>();
    int total = 8 * 5 + 8 * 20;
    for (int now = 0; now < total; now++) {
      boolean isCheap = now < 40;
      int trial = isCheap ? now / 5 : 8 + (now - 40) / 20;
      int seconds = isCheap ? now % 5 : (now - 40) % 20;
      if (seconds == 0 && trial > 0) {
        time.stored(id(trial - 1), trial <= 8 ? 5 : 20);
      }
      int step = 100 * seconds / (isCheap ? 5 : 20);
      said.add(time.seconds(now, Map.of(), List.of(running(trial, step, seconds))));
    }
    for (int now = 60; now < total; now++) {
      double truth = total - now;
      assertThat(said.get(now)).as("at %d s", now).isCloseTo(truth, within(.2 * truth + 10));
    }
    for (int now = 1; now < total; now++) {
      double step = said.get(now) - said.get(now - 1);
      assertThat(Math.abs(step)).as("at %d s", now).isLessThan(.3 * said.get(now - 1) + 2);
    }
  }

  private static SweepProgress.Running running(int trial, int step, double seconds) {
    return new SweepProgress.Running(id(trial), 0, step, 100, seconds);
  }

  private static Map<TrialId, RemainingTime.Expected> trials(int n, String kind, double seconds) {
    Map<TrialId, RemainingTime.Expected> trials = new HashMap<>();
    for (int k = 0; k < n; k++) {
      trials.put(id(k), new RemainingTime.Expected(kind, seconds));
    }
    return trials;
  }

  private static TrialId id(int k) {
    return new TrialId("t" + k);
  }
}
