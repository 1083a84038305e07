package org.espalier.scan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.PartitionReader;

/**
 * A reader of a file, and what is read instead if the file is not there when it is opened, or is
 * another one: of a larger file that has taken its name, Spark would read as many bytes as the file
 * had that was listed, and leave out the rest without a word.
 */
final class ReplaceableReader<T> implements PartitionReader<T> {
  private final Supplier<PartitionReader<T>> replacement;
  private final BooleanSupplier isOther;
  private PartitionReader<T> reader;
  private boolean isOpen;

  /**
   * A reader.
   *
   * @param isOther whether the file is not what was listed, asked once it is open
   */
  ReplaceableReader(
      PartitionReader<T> reader,
      BooleanSupplier isOther,
      Supplier<PartitionReader<T>> replacement) {
    this.reader = reader;
    this.isOther = isOther;
    this.replacement = replacement;
  }

  @Override
  public boolean next() throws IOException {
    if (isOpen) {
      return reader.next();
    }
    isOpen = true;
    try {
      boolean hasRows = reader.next();
      if (!isOther.getAsBoolean()) {
        return hasRows;
      }
    } catch (Exception e) { // Spark's Scala code throws checked exceptions that it does not declare
      if (!isOfMissingFile(e) && !isOther.getAsBoolean()) {
        throw e;
      }
    }
    reader.close();
    reader = replacement.get();
    return reader.next();
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
