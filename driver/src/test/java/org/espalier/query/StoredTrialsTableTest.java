package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.functions;
import org.espalier.execution.SharedSpark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 0.1.0 stored, as this one has it. */
class StoredTrialsTableTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                     | []
          [Shift[prior=Dirichlet[alpha=1.0E-4], flip=0.0]]       | [{ prior = dirichlet, alpha = 1.0E-4, flip = 0.0, pool = 0 }]
          [Shift[prior=Asymmetric[alphas=[1.0, 0.5]], flip=0.1]] | [{ prior = asymmetric, alphas = [1.0, 0.5], flip = 0.1, pool = 0 }]
          [Shift[prior=Uniform[], flip=0.3], Shift[prior=NearDeterministic[determinism=0.9], flip=0.0]] | [{ prior = uniform, flip = 0.3, pool = 0 }, { prior = near-deterministic, determinism = 0.9, flip = 0.0, pool = 0 }]
          """)
  void theTextOfShiftsBecomesWhatASweepFileWouldSay(String stored, String current) {
    assertThat(
            SharedSpark.session()
                .range(1)
                .select(StoredTrialsTable.currentShifts(functions.lit(stored)))
                .head()
                .getString(0))
        .isEqualTo(current);
  }
}
