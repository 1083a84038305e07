package org.espalier.scan;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;

/** The rows of some trials among those of a reader, of which the first columns are wanted. */
final class TrialRowsReader implements PartitionReader<InternalRow> {
  private final PartitionReader<InternalRow> all;
  private final ProjectingInternalRow wanted;
  private final int key;
  private final Set<UTF8String> trials = new HashSet<>();

  /**
   * A reader.
   *
   * @param wanted the columns to give, the first of those that are read
   * @param key place of the trial's id among those that are read
   */
  TrialRowsReader(
      PartitionReader<InternalRow> all, StructType wanted, int key, Set<String> trials) {
    this.all = all;
    this.wanted =
        new ProjectingInternalRow(
            wanted,
            CollectionConverters.asScala(
                    IntStream.range(0, wanted.length()).<Object>mapToObj(i -> i).toList())
                .toIndexedSeq());
    this.key = key;
    trials.forEach(id -> this.trials.add(UTF8String.fromString(id)));
  }

  @Override
  public boolean next() throws IOException {
    while (all.next()) {
      if (trials.contains(all.get().getUTF8String(key))) {
        wanted.project(all.get());
        return true;
      }
    }
    return false;
  }

  @Override
  public InternalRow get() {
    return wanted;
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
