package org.espalier.table;

import static org.espalier.table.Column.Type.INSTANT;
import static org.espalier.table.Column.Type.INTEGER;
import static org.espalier.table.Column.Type.LONG;
import static org.espalier.table.Column.Type.REAL;
import static org.espalier.table.Column.Type.TEXT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.espalier.setting.Setting;
import org.espalier.trial.Metric;
import org.espalier.trial.SeedStreams;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialMetrics;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialSpec;

/**
 * The {@code trials} table: one row for each trial that has ended.
 *
 * <p>Columns in order: identity and status; every configuration value; the derived stream seeds;
 * final metrics; time; provenance; for a trial that did not succeed, why. Only time and provenance
 * may differ between two runs of one specification.
 */
public final class TrialsTable {

  /** The table. */
  public static final Table<TrialRow> TABLE =
      Table.of("trials", "One row for each trial that has ended.", columns());

  /** The column of a trial's id, in this and every other table. */
  public static final String ID = "trial_id";

  /** What the column of a trial's id was called in the files of version 0.1.0. */
  public static final String FORMER_ID = "id";

  /** Columns that may differ between two runs of one specification: time and provenance. */
  public static final Set<String> VOLATILE =
      Set.of(
          "steps_inherited",
          "training_seconds",
          "seconds",
          "steps_per_second",
          "started",
          "finished",
          "version",
          "git_commit",
          "java",
          "os",
          "cpu",
          "threads",
          "host",
          "error_stack");

  private TrialsTable() {}

  /**
   * A schema of some of the columns and of the id, to read only these from a file of any version.
   */
  public static Schema withId(String... names) {
    Set<String> wanted = new HashSet<>(List.of(names));
    wanted.add(ID);
    Schema projection = TABLE.projection(wanted);
    var fields = new ArrayList<Schema.Field>();
    projection.getFields().forEach(field -> fields.add(readable(field.name(), field)));
    fields.add(readable(FORMER_ID, projection.getField(ID)));
    return Schema.createRecord(
        projection.getName(), projection.getDoc(), projection.getNamespace(), false, fields);
  }

  /** A field that is null in a file without it. */
  private static Schema.Field readable(String name, Schema.Field field) {
    return new Schema.Field(name, field.schema(), field.doc(), Schema.Field.NULL_DEFAULT_VALUE);
  }

  /** The id of a row that was read with {@link #withId}. */
  public static TrialId id(GenericRecord row) {
    Object id = row.get(ID);
    return new TrialId((id == null ? row.get(FORMER_ID) : id).toString());
  }

  private static List<Column<TrialRow>> columns() {
    var columns = new ArrayList<Column<TrialRow>>();
    identity(columns);
    configuration(columns);
    seeds(columns);
    metrics(columns);
    time(columns);
    provenance(columns);
    failure(columns);
    return columns;
  }

  private static void identity(List<Column<TrialRow>> columns) {
    columns.add(
        new Column<>(
            ID, TEXT, "Id of the trial: the hash of its specification.", row -> row.id().value()));
    columns.add(new Column<>("sweep", TEXT, "Name of the sweep.", TrialRow::sweep));
    columns.add(
        new Column<>(
            "status",
            TEXT,
            "How the trial ended: succeeded, diverged, failed, timed_out or lost.",
            row -> row.result().status().label()));
  }

  private static void configuration(List<Column<TrialRow>> columns) {
    var docs = new SettingDocs();
    for (Setting<TrialSpec> setting : SpecKeys.ALL) {
      columns.add(
          new Column<>(
              setting.column(),
              Column.Type.of(setting.type().kind()),
              docs.of(setting.path())
                  + (setting.isNullable() ? " Null where it does not apply." : ""),
              row -> setting.value().apply(row.result().spec())));
    }
  }

  private static void seeds(List<Column<TrialRow>> columns) {
    for (SeedStreams.Purpose purpose : SeedStreams.Purpose.values()) {
      String name = purpose.name().toLowerCase(Locale.ROOT);
      columns.add(
          new Column<>(
              "stream_seed_" + name,
              LONG,
              String.format(
                  Locale.ROOT,
                  "Seed of the stream of random numbers for %s, derived from the replicate or pinned.",
                  name),
              row -> row.result().spec().seeds().streamSeed(purpose)));
    }
  }

  private static void metrics(List<Column<TrialRow>> columns) {
    for (Metric metric : TrialMetrics.ALL) {
      boolean whole = metric.kind() == Metric.Kind.INTEGER;
      columns.add(
          new Column<>(
              metric.name(),
              whole ? LONG : REAL,
              metric.meaning(),
              row -> {
                Number value = row.result().measured().metrics().get(metric.name());
                if (value == null) {
                  return null;
                }
                return whole ? (Object) value.longValue() : (Object) value.doubleValue();
              }));
    }
  }

  private static void time(List<Column<TrialRow>> columns) {
    columns.add(
        result(
            "steps_done",
            INTEGER,
            "Number of gradient steps done when the trial ended.",
            result -> result.work().steps()));
    columns.add(
        result(
            "steps_inherited",
            INTEGER,
            "Number of gradient steps that a shorter trial with otherwise equal settings had done,"
                + " from whose end the trial continued.",
            result -> result.work().inherited()));
    columns.add(
        result(
            "training_seconds",
            REAL,
            "Time spent in training steps alone, in seconds; for inherited steps, the time that the"
                + " shorter trial spent on them.",
            r -> seconds(r.work().training())));
    columns.add(
        result(
            "seconds",
            REAL,
            "Time from start to end of the trial, evaluations included and inherited steps left"
                + " out, in seconds.",
            r -> seconds(Duration.between(r.work().started(), r.work().finished()))));
    columns.add(
        result(
            "steps_per_second",
            REAL,
            "Gradient steps done per second of training. Null where no time was spent in training.",
            r ->
                r.work().training().isZero()
                    ? null
                    : r.work().steps() / seconds(r.work().training())));
    columns.add(
        result(
            "started",
            INSTANT,
            "Time at which the trial started.",
            result -> result.work().started()));
    columns.add(
        result(
            "finished",
            INSTANT,
            "Time at which the trial ended.",
            result -> result.work().finished()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static void provenance(List<Column<TrialRow>> columns) {
    columns.add(
        result(
            "engine",
            TEXT,
            "Engine that computed the gradients. Null where the trial failed before there was one.",
            r -> r.work().engine().orElse(null)));
    columns.add(
        made("version", TEXT, "Version of Espalier that ran the trial.", Provenance::version));
    columns.add(
        made(
            "git_commit",
            TEXT,
            "Commit of the source of Espalier, `unknown` if it was built outside a Git clone.",
            Provenance::commit));
    columns.add(
        made("java", TEXT, "Name and version of the Java virtual machine.", Provenance::java));
    columns.add(
        made(
            "os", TEXT, "Name, version and architecture of the operating system.", Provenance::os));
    columns.add(made("cpu", TEXT, "Model name of the processor.", Provenance::cpu));
    columns.add(
        made(
            "threads",
            INTEGER,
            "Threads that the trial's linear algebra could use.",
            Provenance::threads));
    columns.add(made("host", TEXT, "Name of the machine that ran the trial.", Provenance::host));
  }

  private static void failure(List<Column<TrialRow>> columns) {
    columns.add(
        error(
            "error_class",
            "Class of the error, or the status if nothing was thrown. Null where the trial succeeded.",
            TrialResult.Failure::type));
    columns.add(
        error(
            "error_message",
            "Message of the error, on one line. Null where the trial succeeded.",
            TrialResult.Failure::message));
    columns.add(
        error(
            "error_stack",
            "Stack trace of the error. Null where the trial succeeded.",
            TrialResult.Failure::stack));
  }

  private static Column<TrialRow> result(
      String name, Column.Type type, String doc, Function<TrialResult, ?> value) {
    return new Column<>(name, type, doc, row -> value.apply(row.result()));
  }

  private static Column<TrialRow> made(
      String name, Column.Type type, String doc, Function<Provenance, ?> value) {
    return new Column<>(name, type, doc, row -> value.apply(row.provenance()));
  }

  private static Column<TrialRow> error(
      String name, String doc, Function<TrialResult.Failure, String> value) {
    return new Column<>(name, TEXT, doc, row -> row.result().failure().map(value).orElse(null));
  }
}
