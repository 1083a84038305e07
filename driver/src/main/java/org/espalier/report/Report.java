package org.espalier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Everything the page shows, as numbers.
 *
 * @param overview what ran
 * @param axes what was varied
 * @param measures what is plotted
 * @param effects each measure against each axis
 * @param phases each measure over each pair of axes of numbers
 * @param rivals edge accuracy beside that of other methods
 * @param losses what the test loss is made of
 * @param curves learning curves
 * @param profile attention on the parent by position
 * @param theory gradient before training against mutual information
 * @param shares where attention goes
 * @param details trials seen closely
 * @param trials all trials
 */
public record Report(
    Overview overview,
    List<Axis> axes,
    List<Measure> measures,
    List<AxisEffect> effects,
    List<PhaseDiagram> phases,
    List<RivalEffect> rivals,
    List<LossParts> losses,
    List<LearningCurves> curves,
    PositionProfile profile,
    TheoryScatter theory,
    List<AttentionShares> shares,
    List<TrialDetail> details,
    TrialTable trials) {

  /**
   * Reads the result views of a session.
   *
   * @param spark a session with the views {@code trials}, {@code curves}, {@code attention}, {@code
   *     weights}, {@code edges}, {@code rivals}
   * @param sweep the sweep's name
   * @param planned its number of cells, or -1 if not known
   * @param varied paths of the settings that it varies; empty if not known
   */
  public static Report of(
      SparkSession spark, String sweep, long planned, Collection<String> varied) {
    List<Axis> axes = Axis.of(spark, varied);
    return new Report(
        Overview.of(spark, sweep, planned),
        axes,
        Measure.ALL,
        AxisEffect.all(spark, axes),
        PhaseDiagram.all(spark, axes),
        RivalEffect.all(spark, axes),
        LossParts.all(spark, axes),
        LearningCurves.all(spark, axes),
        PositionProfile.of(spark),
        TheoryScatter.of(spark),
        AttentionShares.all(spark, axes),
        TrialDetail.of(spark, axes),
        TrialTable.of(spark, axes));
  }

  /**
   * Writes the page.
   *
   * @param page the file, replaced if it exists
   * @throws IOException if it cannot be written
   */
  public void write(Path page) throws IOException {
    ReportPage.write(this, page);
  }
}
