package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class IoProblemTest {

  @Test
  void namesAloneBecomeSentences() {
    assertThat(IoProblem.text(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
    assertThat(IoProblem.text(new NoSuchFileException("/a")))
        .isEqualTo("/a: no such file or folder");
    assertThat(IoProblem.text(new UnknownHostException("nohost")))
        .isEqualTo("no such host: nohost");
  }

  @Test
  void whatTheSystemSaysIsKept() {
    assertThat(IoProblem.text(new FileSystemException("/a", null, "No space left on device")))
        .isEqualTo("/a: No space left on device");
    assertThat(IoProblem.text(new FileNotFoundException("/a (Is a directory)")))
        .isEqualTo("/a (Is a directory)");
    assertThat(IoProblem.text(new IOException())).isEqualTo("IOException");
  }

  @Test
  void itStaysOnOneLine() {
    assertThat(IoProblem.text(new IOException("first\nsecond"))).isEqualTo("first");
    assertThat(IoProblem.text(new AccessDeniedException("/a\nb")))
        .isEqualTo("/a\\nb: permission denied");
  }

  @Test
  void theInnermostOfAnErrorsCausesIsTold() {
    Throwable wrapped =
        new IllegalStateException(
            "job failed",
            new UncheckedIOException(new IOException("outer", new NoSuchFileException("/a"))));
    assertThat(IoProblem.of(wrapped)).contains("/a: no such file or folder");
    assertThat(IoProblem.of(new IllegalStateException("a defect"))).isEmpty();
  }
}
