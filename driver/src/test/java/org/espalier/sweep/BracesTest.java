package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BracesTest {

  @Test
  void theBraceThatIsNeverClosedIsNamedThoughAnotherIsLeftOver() {
    assertFault(
        """
        name = a
        base {
          task {
            vocab = 3
          training.steps = 4
        }
        axes.seed = 0..1
        """,
        3,
        "the { of line 3 is never closed");
  }

  @Test
  void aBraceAtTheEndIsNamedToo() {
    assertFault("name = a\nbase { task.vocab = 3\n", 2, "the { of line 2 is never closed");
    assertFault("axes {\n  seed = [1, 2\n}\n", 2, "the [ of line 2 is never closed: line 3 has }");
  }

  @Test
  void aBraceThatClosesNothingIsNamed() {
    assertFault("base {\n}\n}\n", 3, "this } closes nothing");
  }

  @Test
  void bracesInTextsAndCommentsAreNone() {
    assertThat(
            Braces.check(
                "a = \"{\" # {\n// [\nb = \"\"\"\n{ \" [ \"\"\"\nc = \"\\\"{\"\nd { e = [1] }\n"))
        .isEmpty();
  }

  private static void assertFault(String text, int line, String complaint) {
    assertThat(Braces.check(text)).contains(new Braces.Fault(line, complaint));
  }
}
