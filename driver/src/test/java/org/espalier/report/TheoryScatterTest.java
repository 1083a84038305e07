package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class TheoryScatterTest {
  @Test
  void edgesLeaveRoomForPairsThatAreNone() {
    SparkSession other = HandMadeViews.session();
    other
        .range(7000)
        .selectExpr(
            "'many' AS trial_id",
            "id AS child",
            "0 AS candidate",
            "id < 4500 AS is_edge",
            "-1.0D - id AS initial_gradient",
            "0.5D AS mutual_information")
        .createOrReplaceTempView("edges");
    var theory = TheoryScatter.of(other);
    assertThat(theory.pairs()).isEqualTo(7000);
    assertThat(theory.edges()).isEqualTo(4500);
    assertThat(theory.points()).doesNotHaveDuplicates();
    assertThat(theory.points().subList(0, 2000)).allMatch(TheoryScatter.Point::edge);
    assertThat(theory.points().subList(2000, 4000)).noneMatch(TheoryScatter.Point::edge);
    assertThat(theory.points()).hasSize(4000).isEqualTo(TheoryScatter.of(other).points());
  }
}
