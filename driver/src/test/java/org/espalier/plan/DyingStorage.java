package org.espalier.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.espalier.table.Storage;

/** A storage whose process dies at its n-th change: that one and all later ones never happen. */
final class DyingStorage implements Storage {
  private final Storage storage;
  private int changesLeft;

  DyingStorage(Storage storage, int changes) {
    this.storage = storage;
    this.changesLeft = changes;
  }

  private void change() throws IOException {
    if (--changesLeft < 0) {
      throw new IOException("No space left on device");
    }
  }

  boolean isAlive() {
    return changesLeft >= 0;
  }

  @Override
  public String root() {
    return storage.root();
  }

  @Override
  public String address(String name) {
    return storage.address(name);
  }

  @Override
  public OutputFile output(String name) throws IOException {
    change();
    return storage.output(name);
  }

  @Override
  public InputFile input(String name) throws IOException {
    return storage.input(name);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return storage.list(directory);
  }

  @Override
  public List<Entry> listAll(String directory) throws IOException {
    return storage.listAll(directory);
  }

  @Override
  public boolean exists(String name) throws IOException {
    return storage.exists(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    storage.rename(from, to);
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    change();
    return storage.create(name, content);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    change();
    storage.write(name, content);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return storage.read(name);
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    storage.delete(name);
  }
}
