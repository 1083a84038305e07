package org.espalier.cli;

import java.nio.file.Path;
import org.espalier.execution.SharedSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The same of results that are reached by way of Hadoop: ViewFs, this disk by another name. */
@Tag("slow") // as long again as the test of this disk
final class DamagedHadoopStoreTest extends DamagedStoreTest {
  private static final String LINK = "fs.viewfs.mounttable.damaged.link./data";
  private static final String MOUNTED = "viewfs://damaged/data";
  private static final String SPARK = "spark.hadoop.";

  @BeforeEach
  void mount() {
    String disk = folder.getRoot().toUri().toString();
    SharedSpark.session().sparkContext().hadoopConfiguration().set(LINK, disk);
    System.setProperty(SPARK + LINK, disk);
  }

  @AfterEach
  void unmount() {
    System.clearProperty(SPARK + LINK);
  }

  @Override
  String address(Path results) {
    return MOUNTED + results;
  }

  @Override
  String shown(Path file) {
    return MOUNTED + file;
  }
}
