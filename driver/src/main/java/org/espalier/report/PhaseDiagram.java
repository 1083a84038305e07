package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A measure over the plane of two axes of numbers: the mean of all trials at each pair of values.
 *
 * @param measure column of the measure
 * @param x path of the horizontal axis
 * @param y path of the vertical axis
 * @param cells those pairs of values that have a trial
 */
record PhaseDiagram(String measure, String x, String y, List<Cell> cells) {

  /** One pair of values, the mean there and the number of trials behind it. */
  record Cell(String x, String y, double mean, long n) {}

  /** Every measure over every pair of axes of numbers. */
  static List<PhaseDiagram> all(SparkSession spark, List<Axis> axes) {
    List<Axis> numeric = axes.stream().filter(Axis::numeric).toList();
    var diagrams = new ArrayList<PhaseDiagram>();
    for (Measure measure : Measure.ALL) {
      for (int i = 0; i < numeric.size(); i++) {
        for (int j = i + 1; j < numeric.size(); j++) {
          diagrams.add(of(spark, measure, numeric.get(i), numeric.get(j)));
        }
      }
    }
    return diagrams;
  }

  /** One measure over one pair of axes. */
  static PhaseDiagram of(SparkSession spark, Measure measure, Axis x, Axis y) {
    List<Cell> cells =
        spark
            .sql(
                """
                SELECT %s AS x, %s AS y, avg(`%s`), count(`%s`) FROM trials
                WHERE status = 'succeeded' AND `%s` IS NOT NULL AND NOT isnan(`%s`)
                GROUP BY 1, 2 ORDER BY 1, 2
                """
                    .formatted(
                        x.expression(),
                        y.expression(),
                        measure.column(),
                        measure.column(),
                        measure.column(),
                        measure.column()))
            .collectAsList()
            .stream()
            .map(r -> new Cell(r.getString(0), r.getString(1), r.getDouble(2), r.getLong(3)))
            .toList();
    return new PhaseDiagram(measure.column(), x.path(), y.path(), cells);
  }
}
