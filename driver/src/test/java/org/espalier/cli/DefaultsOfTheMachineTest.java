package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import org.espalier.execution.SharedSpark;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same answers, byte for byte, whatever the locale and the time zone of the machine. They are
 * set as the JVM's defaults: that is all by which they reach a command. All commands share one
 * Spark session, whose start takes longer than they do.
 */
final class DefaultsOfTheMachineTest {
  private static final String SWEEP =
      """
      name = tiny
      base { task.length = 5, training { steps = 4, batch = 4 } }
      base.evaluation { every = 2, sequences = 8, theory-sequences = 8, bayes-draws = 0 }
      axes { graph.family = [chain, star] }
      """;

  private static final List<Locale> LOCALES =
      List.of(
          new Locale("en"), // that of LC_ALL=C
          new Locale("fa", "IR"),
          new Locale("ar", "EG"),
          new Locale("th", "TH", "TH"),
          new Locale("tr", "TR"));
  private static final List<String> ZONES =
      List.of("UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia", "UTC");

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    SharedSpark.session();
  }

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @Test
  void answersAreTheSameInEveryLocaleAndTimeZone() throws IOException {
    SmallStore.write(folder.resolve("small"));
    List<String> first = List.of();
    for (int i = 0; i < LOCALES.size(); i++) {
      useDefaults(i);
      List<String> answers = answers(folder.resolve("results"));
      first = first.isEmpty() ? answers : first;
      assertThat(answers).as("%s %s", LOCALES.get(i), ZONES.get(i)).isEqualTo(first);
    }
  }

  @Test
  void pagesAreTheSameWithOtherDigitsAndAnotherCalendar() throws IOException {
    assertThat(pages(0, 1)).hasSize(1);
  }

  @Test
  @Tag("slow")
  void pagesAreTheSameInEveryLocaleAndTimeZone() throws IOException {
    assertThat(pages(0, 1, 2, 3, 4)).hasSize(1);
  }

  /** The different pages that are written with some of the defaults. */
  private Set<String> pages(int... defaults) throws IOException {
    SmallStore.write(folder.resolve("small"));
    var pages = new HashSet<String>();
    for (int i : defaults) {
      useDefaults(i);
      pages.add(page());
    }
    return pages;
  }

  private static void useDefaults(int i) {
    Locale.setDefault(LOCALES.get(i));
    TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(i)));
  }

  /** The report and the comparison of stored results. */
  private String page() throws IOException {
    String small = folder.resolve("small").toString();
    Path page = folder.resolve("page.html");
    assertThat(Run.of("report", small, "--to", page.toString()).code()).isZero();
    return Files.readString(page) + Run.of("compare", small, small).out();
  }

  /** What a person gets to see of a sweep that is trained, and of stored results. */
  private List<String> answers(Path results) throws IOException {
    String sweep = Files.writeString(folder.resolve("tiny.conf"), SWEEP).toString();
    String small = folder.resolve("small").toString();
    var answers = new ArrayList<String>();
    answers.add(Run.of("plan", sweep, "--list", "--out", results.toString()).out());
    Run run = Run.of("run", sweep, "--out", results.toString(), "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    answers.add(Run.of("sql", results.toString(), "SELECT * FROM curves_mean ORDER BY ALL").out());
    answers.add(Files.readString(results.resolve("sweep.conf")));
    answers.add(
        Run.of("status", sweep, "--out", results.toString()).out().replaceAll(".* in .*", ""));
    answers.add(
        Run.of(
                "sql",
                small,
                "SELECT status, started, hour(started) AS h, date(started) AS d, upper('i') AS u,"
                    + " 123456.5D AS x, format_number(1234.5, 1) AS f FROM trials ORDER BY ALL")
            .out());
    Path file = folder.resolve("trials.csv");
    assertThat(Run.of("export", small, "SELECT * FROM trials ORDER BY 1", file.toString()).code())
        .isZero();
    answers.add(Files.readString(file));
    answers.add(Run.of("sql", small, "SELECT * FROM trials ORDER BY 1", "--format", "json").out());
    delete(results);
    return answers;
  }

  private static void delete(Path results) throws IOException {
    try (var files = Files.walk(results)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
