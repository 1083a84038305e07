package org.espalier.table;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.io.OutputFile;

/**
 * Where one process writes files before they have their names in a {@link Storage}: nobody else
 * reads them, and whatever dies leaves nothing of them in a table.
 *
 * <p>Where a file can be renamed in one step this is a hidden folder of the storage. Where a rename
 * is a copy it is a folder on the disk of the process, and a file is uploaded once, under its name.
 */
public interface Staging extends Closeable {

  /** A file for Parquet to write. */
  OutputFile output(String file) throws IOException;

  /**
   * Gives a file that was written its name in the storage, where it appears as a whole and replaces
   * the one that had the name.
   */
  void publish(String file, String name) throws IOException;

  /** Removes what was not published. */
  @Override
  void close() throws IOException;
}
