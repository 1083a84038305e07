package org.espalier.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.espalier.table.Staging;
import org.espalier.table.Storage;

/** A storage that does something before each change to it: looks, or dies. */
public class HookedStorage implements Storage {
  private final Storage storage;
  private final Hook hook;

  /** What is done before a change; if it throws, the change never happens. */
  @FunctionalInterface
  public interface Hook {
    /** Called before every change. */
    void beforeChange() throws IOException;
  }

  /** A storage with a hook. */
  public HookedStorage(Storage storage, Hook hook) {
    this.storage = storage;
    this.hook = hook;
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
    hook.beforeChange();
    return storage.output(name);
  }

  @Override
  public Staging staging(String directory) throws IOException {
    Staging staging = storage.staging(directory);
    return new Staging() {
      @Override
      public OutputFile output(String file) throws IOException {
        hook.beforeChange();
        return staging.output(file);
      }

      @Override
      public void publish(String file, String name) throws IOException {
        hook.beforeChange();
        staging.publish(file, name);
      }

      @Override
      public void close() throws IOException {
        hook.beforeChange();
        staging.close();
      }
    };
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
  public boolean isFile(String name) throws IOException {
    return storage.isFile(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    hook.beforeChange();
    storage.rename(from, to);
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    hook.beforeChange();
    return storage.create(name, content);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    hook.beforeChange();
    storage.write(name, content);
  }

  @Override
  public boolean replace(String name, byte[] expected, byte[] content) throws IOException {
    hook.beforeChange();
    return storage.replace(name, expected, content);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return storage.read(name);
  }

  @Override
  public void delete(String name) throws IOException {
    hook.beforeChange();
    storage.delete(name);
  }
}
