package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.setting.Setting;
import org.espalier.table.Layout;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialMetrics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The meaning of every column, table, view, metric and setting is a sentence by itself. */
class MeaningsTest {
  /** Words that point at something outside the sentence. */
  private static final Pattern POINTS_ELSEWHERE =
      Pattern.compile(
          "(?i)\\b(the same|those|that gradient|such (a|an|pairs?|positions?)|see above|(settings?|streams?|columns?) below)\\b"
              + "|^(It|Its|They|Their|This|These|When|What it|Where it|Head that|The others?)\\b");

  /**
   * A meaning and what it is of.
   *
   * @param of a path or name
   * @param text the sentence, or several
   */
  record Meaning(String of, String text) {
    @Override
    public String toString() {
      return of;
    }
  }

  static Stream<Meaning> meanings() {
    return Stream.of(columns(), viewColumns(), relations(), metrics(), settings())
        .flatMap(meanings -> meanings);
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void everyMeaningIsASentenceByItself(Meaning meaning) {
    String text = meaning.text();
    assertThat(text).as("begins with a capital, ends with a full stop").matches("(?s)\\p{Lu}.*\\.");
    assertThat(text).doesNotContainPattern(POINTS_ELSEWHERE);
    assertThat(text).as("names values in words").doesNotContain("|", "NaN", "; null");
    String[] parts = text.split("\\bNull ", -1);
    assertThat(parts).as("says once where it is null").hasSizeLessThanOrEqualTo(2);
    if (parts.length == 2) {
      assertThat(parts[0]).as("Null follows a whole sentence").endsWith(". ");
      assertThat(parts[1]).startsWith("where ");
    }
  }

  private static Stream<Meaning> columns() {
    return Layout.TABLES.stream()
        .flatMap(
            table ->
                table.columns().stream()
                    .map(column -> new Meaning(table.name() + "." + column.name(), column.doc())));
  }

  private static Stream<Meaning> viewColumns() {
    List<String> everything = SpecKeys.ALL.stream().map(Setting::path).toList();
    return DerivedViews.of(everything).stream()
        .flatMap(
            view ->
                view.columns().stream()
                    .map(
                        column ->
                            new Meaning(view.name() + "." + column.name(), column.meaning())));
  }

  private static Stream<Meaning> relations() {
    return ResultViews.meanings().stream().map(pair -> new Meaning(pair.get(0), pair.get(1)));
  }

  private static Stream<Meaning> metrics() {
    return TrialMetrics.ALL.stream().map(metric -> new Meaning(metric.name(), metric.meaning()));
  }

  private static Stream<Meaning> settings() {
    Config reference =
        ConfigFactory.parseResourcesAnySyntax(MeaningsTest.class.getClassLoader(), "reference.conf")
            .getConfig("espalier");
    return reference.entrySet().stream()
        .map(
            setting ->
                new Meaning(
                    setting.getKey(),
                    setting.getValue().origin().comments().stream()
                        .map(String::strip)
                        .collect(Collectors.joining(" "))));
  }
}
