package org.espalier.scan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.PartitionReader;

/** A reader of a file, and what is read instead if the file is not there when it is opened. */
final class ReplaceableReader<T> implements PartitionReader<T> {
  private final Supplier<PartitionReader<T>> replacement;
  private PartitionReader<T> reader;
  private boolean isOpen;

  ReplaceableReader(PartitionReader<T> reader, Supplier<PartitionReader<T>> replacement) {
    this.reader = reader;
    this.replacement = replacement;
  }

  @Override
  public boolean next() throws IOException {
    if (isOpen) {
      return reader.next();
    }
    isOpen = true;
    try {
      return reader.next();
    } catch (Exception e) { // Spark's Scala code throws checked exceptions that it does not declare
      if (!isOfMissingFile(e)) {
        throw e;
      }
      reader.close();
      reader = replacement.get();
      return reader.next();
    }
  }

  private static boolean isOfMissingFile(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof FileNotFoundException || t instanceof NoSuchFileException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public T get() {
    return reader.get();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
