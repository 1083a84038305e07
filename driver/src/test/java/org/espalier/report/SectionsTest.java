package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
}
