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
  void commentsNest() {
    assertThat(Statements.of("SELECT /* a /* b */ ; c */ 3; d"))
        .containsExactly("SELECT /* a /* b */ ; c */ 3", "d");
  }

  @Test
  void aBackslashInARawTextIsOne() {
    assertThat(Statements.of("SELECT r'a\\'; SELECT R\"b\\\"; c"))
        .containsExactly("SELECT r'a\\'", "SELECT R\"b\\\"", "c");
  }

  @Test
  void aCompoundStatementIsOne() {
    String compound =
        "BEGIN DECLARE x INT DEFAULT 1; IF x = 1 THEN SELECT CASE x WHEN 1 THEN 2 END; END IF;"
            + " WHILE x < 3 DO SET x = x + 1; END WHILE; BEGIN SELECT 1; END; END";
    assertThat(Statements.of(compound + "; SELECT CASE 1 WHEN 1 THEN 2 END; c"))
        .containsExactly(compound, "SELECT CASE 1 WHEN 1 THEN 2 END", "c");
    assertThat(Statements.of("l: BEGIN SELECT 1; END; b"))
        .containsExactly("l: BEGIN SELECT 1; END", "b");
    assertThat(Statements.isUnfinished("BEGIN SELECT 1;")).isTrue();
  }

  @Test
  void charactersBeyondSixteenBitsAndThoseWithLongerCapitalsStandWhereTheyStood() {
    assertThat(Statements.of("SELECT '\ud83c\udf33ß'; b"))
        .containsExactly("SELECT '\ud83c\udf33ß'", "b");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(Statements.of("-- nothing;\n/* at all; */")).isEmpty();
  }

  @Test
  void aStatementIsUnfinishedUntilItsSemicolon() {
    assertThat(Statements.isUnfinished("SELECT 1")).isTrue();
    assertThat(Statements.isUnfinished("SELECT ';")).isTrue();
    assertThat(Statements.isUnfinished("SELECT 1; /* on /* and */ on")).isTrue();
    assertThat(Statements.isUnfinished("SELECT 1;")).isFalse();
    assertThat(Statements.isUnfinished("SELECT 1; -- said")).isFalse();
    assertThat(Statements.isUnfinished("SELECT 1; SELECT")).isTrue();
  }
}
