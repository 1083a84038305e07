package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.Thread.State;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class SectionsTest {

  @Test
  void oneMayWaitForThoseBeforeIt() {
    try (var sections = new Sections()) {
      Supplier<Integer> last = sections.begin(() -> 0);
      for (int i = 0; i < 20; i++) {
        Supplier<Integer> before = last;
        last = sections.begin(() -> before.get() + 1);
      }
      assertThat(last.get()).isEqualTo(20);
    }
  }

  @Test
  void whatOneThrowsIsThrownAsItIs() {
    var thrown = new IOException("on purpose");
    try (var sections = new Sections()) {
      Supplier<Integer> failed =
          sections.begin(
              () -> {
                throw thrown;
              });
      assertThatThrownBy(failed::get).isSameAs(thrown);
    }
  }

  @Test
  void closingInterruptsThoseThatAreLeftAndWaitsForTheirEnd() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var sections = new Sections();
    sections.begin(
        () -> {
          begun.countDown();
          try {
            return mayEnd.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException e) {
            interrupted.countDown();
            return mayEnd.await(1, TimeUnit.MINUTES);
          }
        });
    begun.await();
    var closing = new Thread(sections::close);
    closing.start();
    while (closing.getState() != State.TERMINATED && closing.getState() != State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(closing.getState()).isEqualTo(State.TIMED_WAITING);
    interrupted.await(1, TimeUnit.MINUTES);
    mayEnd.countDown();
    closing.join();
    assertThat(interrupted.getCount()).isZero();
  }
}
