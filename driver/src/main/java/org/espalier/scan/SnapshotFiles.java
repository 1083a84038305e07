package org.espalier.scan;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.PartitionSpec$;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.espalier.table.Storage;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Files that are known already: Spark need not list a folder, which may have changed since. */
final class SnapshotFiles extends PartitioningAwareFileIndex {
  private static final long BLOCK_BYTES = 128L << 20;

  private final Path folder;
  private final List<FileStatus> files;

  /**
   * Files of a table.
   *
   * @param folder where the table's files are
   */
  SnapshotFiles(SparkSession spark, Path folder, List<FileStatus> files) {
    super(spark, Map$.MODULE$.empty(), Option.empty(), NoopCache$.MODULE$);
    this.folder = folder;
    this.files = List.copyOf(files);
  }

  /** A file as Hadoop knows it, without a look at the file. */
  static FileStatus status(Storage storage, Storage.Entry entry) {
    return new FileStatus(
        entry.size(), false, 1, BLOCK_BYTES, 0, path(storage.address(entry.name())));
  }

  /** A path or URI as Hadoop's. */
  static Path path(String address) {
    return Storage.isLocal(address)
        ? new Path(java.nio.file.Path.of(address).toAbsolutePath().toUri())
        : new Path(address);
  }

  @Override
  public scala.collection.immutable.Seq<FileStatus> allFiles() {
    return CollectionConverters.asScala(files).toSeq();
  }

  @Override
  public scala.collection.mutable.LinkedHashMap<Path, FileStatus> leafFiles() {
    var leaves = new scala.collection.mutable.LinkedHashMap<Path, FileStatus>();
    files.forEach(file -> leaves.put(file.getPath(), file));
    return leaves;
  }

  @Override
  public scala.collection.immutable.Map<Path, FileStatus[]> leafDirToChildrenFiles() {
    return scala.collection.immutable.Map.from(
        CollectionConverters.asScala(java.util.Map.of(folder, files.toArray(FileStatus[]::new))));
  }

  @Override
  public PartitionSpec partitionSpec() {
    return PartitionSpec$.MODULE$.emptySpec();
  }

  @Override
  public scala.collection.immutable.Seq<Path> rootPaths() {
    return CollectionConverters.asScala(List.of(folder)).toSeq();
  }

  @Override
  public void refresh() {
    // a snapshot stays what it is
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SnapshotFiles that
        && folder.equals(that.folder)
        && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return 31 * folder.hashCode() + files.hashCode();
  }
}
