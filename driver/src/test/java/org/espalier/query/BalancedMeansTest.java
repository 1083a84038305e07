package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.espalier.Seeds;
import org.espalier.execution.SharedSpark;
import org.junit.jupiter.api.Test;

/** The SQL against {@link Mean}, which adds up one value after another. */
final class BalancedMeansTest {

  @Test
  void unequalCellsGiveTheMeanAndTheErrorOfTheirValues() {
    var random = new Random(Seeds.of(BalancedMeansTest.class));
    var rows = new ArrayList<String>();
    var values = new ArrayList<List<Mean.Value>>();
    for (int group = 0; group < 12; group++) {
      var own = new ArrayList<Mean.Value>();
      int cells = 1 + random.nextInt(4);
      for (int cell = 0; cell < cells; cell++) {
        int most = 1 + random.nextInt(5);
        for (int seed = 0; seed < most; seed++) {
          boolean isMissing = random.nextInt(5) == 0;
          double y = random.nextInt(1000) / 64.0;
          own.add(new Mean.Value(cell, seed, isMissing ? Double.NaN : y));
          String written = isMissing ? (random.nextBoolean() ? "NULL" : "double('NaN')") : y + "D";
          rows.add(
              String.format(
                  Locale.ROOT, "('succeeded', %d, %d, %d, %s)", group, cell, seed, written));
        }
        rows.add(String.format(Locale.ROOT, "('failed', %d, %d, 9, 1e9D)", group, cell));
      }
      values.add(own);
    }
    String relation =
        "(SELECT * FROM VALUES " + String.join(", ", rows) + " AS t(status, g, c, r, y))";
    var means = new BalancedMeans(relation, List.of(new BalancedMeans.Group("of", "g")), "c", "r");
    var seen = new HashSet<Integer>();
    for (Row row : SharedSpark.session().sql(means.statement(List.of("y"))).collectAsList()) {
      int group = row.getAs("of");
      Mean expected = Mean.of(values.get(group));
      String name = "group " + group;
      assertThat(row.<Long>getAs("n y")).as(name).isEqualTo(expected.n());
      assertThat(row.isNullAt(row.fieldIndex("error y")))
          .as(name)
          .isEqualTo(Double.isNaN(expected.standardError()));
      if (expected.n() > 0) {
        assertThat(row.<Double>getAs("mean y")).as(name).isCloseTo(expected.mean(), within(1e-9));
      }
      if (!Double.isNaN(expected.standardError())) {
        assertThat(row.<Double>getAs("error y"))
            .as(name)
            .isCloseTo(expected.standardError(), within(1e-9));
      }
      seen.add(group);
    }
    assertThat(seen).hasSize(12);
  }
}
