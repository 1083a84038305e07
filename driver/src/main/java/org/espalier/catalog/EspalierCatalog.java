package org.espalier.catalog;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.espalier.ConfigurationException;
import org.espalier.query.ResultViews;

/**
 * The results of sweeps by name in any Spark session, read-only:
 *
 * <pre>
 * spark-sql --jars espalier-catalog.jar \
 *     --conf spark.sql.catalog.espalier=org.espalier.catalog.EspalierCatalog \
 *     --conf spark.sql.catalog.espalier.path=results
 *
 * SHOW NAMESPACES IN espalier;
 * SELECT * FROM espalier.quickstart.summary;
 * </pre>
 *
 * <p>The option {@code path} names a results folder or a folder of results folders: a local path,
 * or a URI of a file system that Hadoop knows. Each results folder is a namespace of its folder's
 * name, its tables and views are the namespace's tables. Where the path is one results folder, its
 * tables are also there without a namespace.
 *
 * <p>Folders are looked at by each statement anew. All tables of a folder that a statement names
 * are read as they were at one moment, also if their files are compacted while it runs.
 */
public final class EspalierCatalog implements TableCatalog, SupportsNamespaces {
  private static final String PATH = "path";

  private String name;
  private Studies studies;

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap options) {
    name = catalog;
    String path = options.get(PATH);
    if (path == null || path.isBlank()) {
      throw Refusal.of(
          String.format(
              Locale.ROOT,
              "spark.sql.catalog.%s.path is not set; it names a results folder or a folder of them",
              catalog));
    }
    studies = spoken(() -> Studies.of(path));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String[] defaultNamespace() {
    return spoken(() -> studies.only().map(study -> new String[] {study}).orElse(new String[0]));
  }

  @Override
  public String[][] listNamespaces() {
    return spoken(
        () -> studies.names().stream().map(n -> new String[] {n}).toArray(String[][]::new));
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return listNamespaces();
    }
    study(namespace);
    return new String[0][];
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    Study study = study(namespace);
    return spoken(
        () ->
            Map.of(
                SupportsNamespaces.PROP_COMMENT,
                study.description(),
                SupportsNamespaces.PROP_LOCATION,
                study.location()));
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    study(namespace);
    return ResultViews.names().stream()
        .map(table -> Identifier.of(namespace, table))
        .toArray(Identifier[]::new);
  }

  @Override
  public boolean tableExists(Identifier ident) {
    try {
      study(ident.namespace());
      return ResultViews.names().contains(table(ident));
    } catch (NoSuchNamespaceException e) {
      return false;
    }
  }

  @Override
  public Table loadTable(Identifier ident) throws NoSuchTableException {
    Study study = studyOf(ident);
    return spoken(() -> study.table(table(ident)));
  }

  /** Spark asks so for the table that an INSERT, UPDATE, DELETE or MERGE would change. */
  @Override
  public Table loadTable(Identifier ident, Set<TableWritePrivilege> privileges)
      throws NoSuchTableException {
    studyOf(ident);
    String changes =
        privileges.stream().map(TableWritePrivilege::toString).sorted().collect(joining(", "));
    throw readOnly(changes, ident);
  }

  @Override
  public Table loadTable(Identifier ident, String version) throws NoSuchTableException {
    throw asTheyAre("VERSION AS OF " + version, ident);
  }

  @Override
  public Table loadTable(Identifier ident, long timestamp) throws NoSuchTableException {
    Instant instant = Instant.EPOCH.plus(timestamp, ChronoUnit.MICROS);
    throw asTheyAre("TIMESTAMP AS OF " + instant, ident);
  }

  private RuntimeException asTheyAre(String what, Identifier ident) throws NoSuchTableException {
    studyOf(ident);
    return Refusal.of(
        String.format(
            Locale.ROOT,
            "catalog %s has results as they are now and no former versions: %s of %s in %s is"
                + " refused",
            name,
            what,
            ident.name(),
            String.join(".", namespaceOr(ident.namespace()))));
  }

  private Study studyOf(Identifier ident) throws NoSuchTableException {
    try {
      Study study = study(ident.namespace());
      if (ResultViews.names().contains(table(ident))) {
        return study;
      }
    } catch (NoSuchNamespaceException e) {
      throw new NoSuchTableException(ident);
    }
    throw new NoSuchTableException(ident);
  }

  /** Spark leaves it to a catalog whether case matters in names: in SQL it does not. */
  private static String table(Identifier ident) {
    return ident.name().toLowerCase(Locale.ROOT);
  }

  private Study study(String[] namespace) throws NoSuchNamespaceException {
    Optional<Study> study =
        spoken(
            () ->
                switch (namespace.length) {
                  case 0 -> studies.only().flatMap(studies::find);
                  case 1 -> studies.find(namespace[0]);
                  default -> Optional.empty();
                });
    return study.orElseThrow(() -> new NoSuchNamespaceException(namespace));
  }

  private static <T> T spoken(Supplier<T> work) {
    try {
      return work.get();
    } catch (ConfigurationException e) {
      throw Refusal.of(e);
    }
  }

  @Override
  public Table createTable(Identifier ident, TableInfo table) {
    throw readOnly("CREATE TABLE", ident);
  }

  @Override
  public Table alterTable(Identifier ident, TableChange... changes) {
    throw readOnly("ALTER TABLE", ident);
  }

  @Override
  public boolean dropTable(Identifier ident) {
    throw readOnly("DROP TABLE", ident);
  }

  @Override
  public boolean purgeTable(Identifier ident) {
    throw readOnly("DROP TABLE", ident);
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly("ALTER TABLE", from);
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw readOnly("CREATE NAMESPACE", namespace);
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw readOnly("ALTER NAMESPACE", namespace);
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw readOnly("DROP NAMESPACE", namespace);
  }

  private RuntimeException readOnly(String what, Identifier ident) {
    return readOnly(what + " of " + ident.name(), ident.namespace());
  }

  private RuntimeException readOnly(String what, String[] namespace) {
    return Refusal.of(
        String.format(
            Locale.ROOT,
            "catalog %s is read-only: %s in %s is refused",
            name,
            what,
            String.join(".", namespaceOr(namespace))));
  }

  private List<String> namespaceOr(String[] namespace) {
    return namespace.length == 0 ? List.of(name) : Arrays.asList(namespace);
  }
}
