package org.espalier.table;

import java.io.IOException;
import org.apache.parquet.io.OutputFile;

/**
 * A hidden folder of the storage itself, whose files are renamed.
 *
 * @param directory of this writer alone
 */
record HiddenStaging(Storage storage, String directory) implements Staging {
  HiddenStaging {
    Storage.checked(directory);
  }

  private String place(String file) {
    return directory + "/" + file;
  }

  @Override
  public OutputFile output(String file) throws IOException {
    return storage.output(place(file));
  }

  @Override
  public void publish(String file, String name) throws IOException {
    storage.rename(place(file), name);
  }

  @Override
  public void close() throws IOException {
    storage.delete(directory);
  }
}
