package org.espalier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Demand;
import org.espalier.query.RivalColumns;
import org.espalier.table.AttentionTable;
import org.espalier.table.CurvesTable;
import org.espalier.table.EdgesTable;
import org.espalier.table.PredictorsTable;
import org.espalier.table.RivalsTable;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.table.WeightsTable;

/**
 * Everything the page shows, as numbers.
 *
 * @param overview what ran
 * @param axes what was varied
 * @param measures what can be plotted
 * @param students quantiles of Student's distribution at .975, for 1, 2, ... degrees of freedom
 * @param rows the trials by cell and replicate: what measures are plotted from
 * @param importance what matters, by these rows
 * @param contrasts what difference the values of each axis make, by these rows
 * @param powers measures as powers of the numbers on an axis, by these rows
 * @param curves the learning curves of these rows
 * @param rivals the methods that attention is seen beside, by name: each one's measure
 * @param predictors how far models were from predictors without training as they trained
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
    List<Double> students,
    SeedRows rows,
    List<AxisImportance> importance,
    List<AxisContrasts> contrasts,
    List<PowerFit> powers,
    LearningCurves curves,
    Map<String, String> rivals,
    List<PredictorCurves> predictors,
    PositionProfile profile,
    TheoryScatter theory,
    List<AttentionShares> shares,
    List<TrialDetail> details,
    TrialTable trials) {

  /** Beyond so many degrees of freedom the quantile does not change in its second decimal. */
  private static final int MOST_FREEDOM = 400;

  private static final Set<Table<?>> READ =
      Set.of(
          TrialsTable.TABLE,
          CurvesTable.TABLE,
          AttentionTable.TABLE,
          WeightsTable.TABLE,
          EdgesTable.TABLE,
          RivalsTable.TABLE,
          PredictorsTable.TABLE);

  /** The views that a report reads: tables alone, of which two again and again. */
  public static final Demand DEMAND =
      new Demand(
          view -> READ.stream().anyMatch(table -> table.name().equals(view)),
          Set.of(TrialsTable.TABLE, EdgesTable.TABLE));

  /**
   * Reads the result views of a session.
   *
   * @param spark a session with the views of {@link #DEMAND}
   * @param source what is to be told beside the numbers
   * @throws org.espalier.ConfigurationException if a trial that is to be shown does not exist
   */
  public static Report of(SparkSession spark, Source source) {
    List<Axis> settings = Axis.settings(spark);
    List<Axis> axes =
        Axis.varied(settings, source.varied()).stream().map(a -> a.named(source.graphs())).toList();
    try (var sections = new Sections()) {
      var details = sections.begin(() -> TrialDetail.of(spark, axes, source.trials()));
      var overview = sections.begin(() -> Overview.of(spark, source, settings));
      var profile = sections.begin(() -> PositionProfile.of(spark));
      var theory = sections.begin(() -> TheoryScatter.of(spark));
      var shares = sections.begin(() -> AttentionShares.all(spark, axes));
      var grouping = SeedRows.Grouping.of(spark, axes);
      Map<List<String>, Integer> places = new HashMap<>();
      SeedRows rows = SeedRows.of(spark, grouping, places);
      var curves = sections.begin(() -> LearningCurves.of(spark, grouping, places));
      var trials = sections.begin(() -> TrialTable.of(spark, axes, grouping, places));
      var predictors = sections.begin(() -> PredictorCurves.of(spark, titles(details.get())));
      return new Report(
          overview.get(),
          axes,
          Stream.concat(Measure.ALL.stream(), Measure.DERIVED.stream())
              .filter(m -> rows.measures().containsKey(m.column()))
              .toList(),
          students(rows.replicates().size()),
          rows,
          AxisImportance.all(rows, axes),
          AxisContrasts.all(rows, axes),
          PowerFit.all(rows, axes),
          curves.get(),
          rivals(rows),
          predictors.get(),
          profile.get(),
          theory.get(),
          shares.get(),
          details.get(),
          trials.get());
    }
  }

  private static Map<String, String> titles(List<TrialDetail> details) {
    Map<String, String> titles = new LinkedHashMap<>();
    details.forEach(detail -> titles.put(detail.id(), detail.title()));
    return titles;
  }

  private static Map<String, String> rivals(SeedRows rows) {
    Map<String, String> rivals = new LinkedHashMap<>();
    RivalColumns.RIVALS.stream()
        .filter(rival -> rows.measures().containsKey(rival.name()))
        .forEach(rival -> rivals.put(rival.label(), rival.name()));
    return rivals;
  }

  private static List<Double> students(int replicates) {
    return java.util.stream.IntStream.rangeClosed(
            1, Math.min(MOST_FREEDOM, Math.max(1, replicates)))
        .mapToObj(Interval::quantile)
        .toList();
  }

  /**
   * The page as a {@link LivePage} shows it, which asks for others.
   *
   * @param version what tells it from earlier and later ones
   * @throws IOException if a part of the program cannot be read
   */
  public String html(String version) throws IOException {
    return ReportPage.html(this, Optional.of(version));
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
