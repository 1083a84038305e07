package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatementsTest {

  @Test
  void semicolonsSeparateStatements() {
    assertThat(Statements.of("a; b;\n c ;;")).containsExactly("a", "b", "c");
  }

  @Test
  void semicolonsInQuotesAndCommentsDoNot() {
    assertThat(Statements.of("SELECT ';', \"a;b\", `c;d` -- e;f\n/* g;h */ ; i"))
        .containsExactly("SELECT ';', \"a;b\", `c;d` -- e;f\n/* g;h */", "i");
  }

  @Test
  void escapedQuotesDoNotEndAText() {
    assertThat(Statements.of("SELECT 'it\\';s'; b")).containsExactly("SELECT 'it\\';s'", "b");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(Statements.of("-- nothing;\n/* at all; */")).isEmpty();
  }

  @Test
  void aStatementIsUnfinishedUntilItsSemicolon() {
    assertThat(Statements.isUnfinished("SELECT 1")).isTrue();
    assertThat(Statements.isUnfinished("SELECT ';")).isTrue();
    assertThat(Statements.isUnfinished("SELECT 1;")).isFalse();
    assertThat(Statements.isUnfinished("SELECT 1; SELECT")).isTrue();
  }
}
