package org.espalier.query;

import static org.espalier.table.TrialsTable.TABLE;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.scan.StoreSnapshot;
import org.espalier.scan.StoredTable;
import org.espalier.setting.Setting;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;
import org.espalier.task.TransitionPrior;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialSpecReader;

/**
 * The files of the {@code trials} table, of whichever version, with the columns of this one.
 *
 * <p>Version 0.1.0 called the id {@code id}, had no value of a setting that is off, and had the
 * root probability as a text, which was {@code uniform} for the uniform forest. Shifts were the
 * text of a Java object. A setting that is younger than a file was off in its trials.
 */
final class StoredTrialsTable {
  private static final String ROOT_PROBABILITY = "graph_root_probability";
  private static final TrialSpec DEFAULT = new TrialSpecReader().read(ConfigFactory.empty());
  private static final String FAMILY = "graph_family";
  private static final String SHIFTS = "evaluation_shifts";

  private StoredTrialsTable() {}

  /** Whether all files of a snapshot have the columns of this version. */
  static boolean isCurrent(StoreSnapshot snapshot) {
    List<String> current = names(TABLE.schema());
    return snapshot.files(TABLE).parallelStream()
        .allMatch(file -> columns(snapshot, file).equals(current));
  }

  /** The rows of a snapshot. */
  static Dataset<Row> rows(SparkSession spark, StoreSnapshot snapshot) {
    Map<List<String>, List<Storage.Entry>> byColumns = new LinkedHashMap<>();
    snapshot.files(TABLE).parallelStream().forEach(file -> columns(snapshot, file));
    for (Storage.Entry file : snapshot.files(TABLE)) {
      byColumns.computeIfAbsent(columns(snapshot, file), k -> new ArrayList<>()).add(file);
    }
    byColumns.putIfAbsent(names(TABLE.schema()), new ArrayList<>());
    return byColumns.entrySet().stream()
        .map(kind -> read(spark, snapshot, kind.getKey(), kind.getValue()))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  /** The columns of a file with their types; those of now if Spark shall say what is wrong. */
  private static List<String> columns(StoreSnapshot snapshot, Storage.Entry file) {
    return snapshot.schema(file).map(StoredTrialsTable::names).orElse(names(TABLE.schema()));
  }

  private static List<String> names(Schema schema) {
    return schema.getFields().stream().map(f -> f.name() + " " + f.schema()).toList();
  }

  private static Dataset<Row> read(
      SparkSession spark, StoreSnapshot snapshot, List<String> stored, List<Storage.Entry> files) {
    StructType schema = SparkSchema.of(TABLE.schema());
    if (stored.equals(names(TABLE.schema()))) {
      return new StoredTable(spark, snapshot, TABLE, files, schema, TrialsTable.ID).rows();
    }
    boolean former = isFormer(stored);
    Dataset<Row> rows =
        new StoredTable(
                spark,
                snapshot,
                TABLE,
                files,
                former ? formerly(schema) : schema,
                former ? TrialsTable.FORMER_ID : TrialsTable.ID)
            .rows();
    Map<String, Setting<TrialSpec>> settings =
        SpecKeys.ALL.stream().collect(Collectors.toMap(Setting::column, setting -> setting));
    Column[] current =
        Arrays.stream(schema.fields())
            .map(StructField::name)
            .map(
                name -> {
                  boolean isYounger = stored.stream().noneMatch(s -> s.startsWith(name + " "));
                  return current(name, settings.get(name), former, isYounger)
                      .as(name, schema.apply(name).metadata());
                })
            .toArray(Column[]::new);
    return rows.select(current);
  }

  /** Whether a file is of version 0.1.0. */
  private static boolean isFormer(List<String> stored) {
    return stored.stream().anyMatch(name -> name.startsWith(TrialsTable.FORMER_ID + " "));
  }

  /** The columns as version 0.1.0 had them. */
  private static StructType formerly(StructType schema) {
    var former = new StructType();
    for (var field : schema.fields()) {
      String name = field.name().equals(TrialsTable.ID) ? TrialsTable.FORMER_ID : field.name();
      boolean isText = name.equals(ROOT_PROBABILITY);
      former = former.add(name, isText ? DataTypes.StringType : field.dataType(), true);
    }
    return former;
  }

  private static Column current(
      String name, Setting<TrialSpec> setting, boolean former, boolean isYounger) {
    Column stored = functions.col(name);
    if (former) {
      switch (name) {
        case TrialsTable.ID -> {
          return functions.col(TrialsTable.FORMER_ID);
        }
        case ROOT_PROBABILITY -> {
          return stored.try_cast(DataTypes.DoubleType);
        }
        case FAMILY -> {
          return functions
              .when(functions.col(ROOT_PROBABILITY).equalTo("uniform"), "uniform-forest")
              .otherwise(stored);
        }
        case SHIFTS -> stored = currentShifts(stored);
        default -> {}
      }
    }
    return setting == null || setting.off() == null ? stored : orOff(stored, setting, isYounger);
  }

  /** {@code Shift[prior=Dirichlet[alpha=1.0], flip=0.0]} as a block of a sweep file. */
  static Column currentShifts(Column stored) {
    Column shifts =
        functions.regexp_replace(stored, "\\], flip=([^\\]]+)\\]", ", flip=$1, pool=0 }");
    for (var prior : TransitionPrior.FAMILY.variants().values()) {
      String type = "Shift[prior=" + prior.record().getSimpleName() + "[";
      String block = "{ prior=" + prior.name() + ", ";
      shifts = functions.replace(shifts, functions.lit(type), functions.lit(block));
    }
    shifts = functions.replace(shifts, functions.lit(", , "), functions.lit(", ")); // of uniform
    return functions.regexp_replace(shifts, "=", " = ");
  }

  /** What is off is not in the canonical form, and was not stored or did not exist yet. */
  private static Column orOff(Column stored, Setting<TrialSpec> setting, boolean isYounger) {
    boolean byCondition = setting.conditional() && !(isYounger && appliesByDefault(setting));
    if (byCondition) {
      return stored;
    }
    Column value = functions.coalesce(stored, functions.lit(setting.off()));
    return setting.owners().stream()
        .map(owner -> functions.col(column(owner.choice())).equalTo(owner.variant()))
        .reduce(Column::or)
        .map(owned -> functions.when(owned, value).otherwise(stored))
        .orElse(value);
  }

  /** Whether the condition of a setting holds where others are what they are by default. */
  private static boolean appliesByDefault(Setting<TrialSpec> setting) {
    return setting.value().apply(DEFAULT) != null;
  }

  private static String column(String path) {
    return SpecKeys.find(path).orElseThrow().column();
  }
}
