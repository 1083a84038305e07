package org.espalier.scan;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Readers one after another, each opened when the one before has ended. */
final class ChainedReader<T> implements PartitionReader<T> {
  private final Iterator<Supplier<PartitionReader<T>>> rest;
  private PartitionReader<T> current;

  ChainedReader(List<Supplier<PartitionReader<T>>> readers) {
    this.rest = readers.iterator();
  }

  @Override
  public boolean next() throws IOException {
    while (current == null || !current.next()) {
      close();
      if (!rest.hasNext()) {
        return false;
      }
      current = rest.next().get();
    }
    return true;
  }

  @Override
  public T get() {
    return current.get();
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
