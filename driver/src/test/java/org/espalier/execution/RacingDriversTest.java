package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that want to write into one folder at the same time. */
class RacingDriversTest {
  private static final int TRIALS = 40;

  @TempDir Path folder;
  @TempDir Path scratch;
  @TempDir Path otherScratch;

  @Test
  @Tag("slow")
  @Timeout(900)
  void oneOfTwoDriversRunsAndTheOtherIsRefused() throws IOException, InterruptedException {
    SweepProcess.Task task = SweepProcess.Task.of(folder, TRIALS, "local[1]");
    try (var one = SweepProcess.start(task, scratch);
        var other = SweepProcess.start(task, otherScratch)) {
      String first = one.awaitEnd();
      String second = other.awaitEnd();
      // one trained everything; the other was refused, or came late and found nothing to do
      assertThat(new String[] {first, second}).contains("end COMPLETE " + TRIALS);
      assertThat(first.equals("end COMPLETE " + TRIALS) ? second : first)
          .isIn("", "end COMPLETE 0");
    }
    assertThat(TableContents.ids(folder)).hasSize(TRIALS).doesNotHaveDuplicates();
  }
}
