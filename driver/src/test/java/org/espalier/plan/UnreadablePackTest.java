package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.espalier.ConfigurationException;
import org.espalier.execution.TableContents;
import org.espalier.table.CurvesTable;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are there and cannot be read now: nobody knows what they hold, and nothing is moved.
 */
class UnreadablePackTest {
  @TempDir Path folder;
  private Storage sound;
  private String pack;
  private Map<String, List<String>> before;

  @BeforeEach
  void store() throws IOException {
    sound = Packs.store(folder, 2);
    pack = Layout.pack(sound.list("trials").get(0).fileName());
    before = TableContents.of(folder);
  }

  /** A storage that denies one file, as modes do, which do not bind the superuser. */
  private Storage denying(String name) {
    return new HookedStorage(sound, () -> {}) {
      @Override
      public InputFile input(String asked) throws IOException {
        if (asked.equals(name)) {
          throw new AccessDeniedException(address(name));
        }
        return super.input(asked);
      }
    };
  }

  /**
   * A storage whose network fails while one file is read.
   *
   * @param sound how many streams of the file come first that do not fail
   */
  private Storage failing(String name, AtomicInteger sound) {
    return new HookedStorage(this.sound, () -> {}) {
      @Override
      public InputFile input(String asked) throws IOException {
        InputFile file = super.input(asked);
        return asked.equals(name) ? failing(file, sound) : file;
      }
    };
  }

  private static InputFile failing(InputFile file, AtomicInteger sound) {
    return new InputFile() {
      @Override
      public long getLength() throws IOException {
        return file.getLength();
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return sound.getAndDecrement() > 0 ? file.newStream() : new TimedOut();
      }
    };
  }

  private static final class TimedOut extends DelegatingSeekableInputStream {
    TimedOut() {
      super(
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new SocketTimeoutException("Read timed out");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
              return read();
            }
          });
    }

    @Override
    public long getPos() {
      return 0;
    }

    @Override
    public void seek(long position) {}
  }

  /** At its footer, or at its rows. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void trialsFileWhoseReadTimesOutIsNeitherDamagedNorSetAside(int streams) throws IOException {
    var left = new AtomicInteger(streams);
    Storage storage = failing(Layout.file("trials", pack), left);
    ResultStore store = ResultStore.of(storage);
    assertThatThrownBy(store::contents)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("Read timed out");
    left.set(streams);
    assertThatThrownBy(() -> StoreUpkeep.repair(store, false))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(TableContents.of(folder)).isEqualTo(before);
    left.set(Integer.MAX_VALUE);
    assertThat(store.trials().count()).isEqualTo(4);
  }

  @Test
  void fileBesideItWhoseReadTimesOutIsNeitherDamagedNorSetAside() throws IOException {
    ResultStore store = ResultStore.of(failing(Layout.file("curves", pack), new AtomicInteger()));
    assertThatThrownBy(() -> store.checkFooters(store.whole(), CurvesTable.TABLE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("Read timed out");
    String other = sound.list("trials").get(1).name();
    sound.write(other, new byte[100]); // is to be set aside, once all others are read
    assertThatThrownBy(() -> StoreUpkeep.repair(store, false))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(sound.exists(other)).isTrue();
  }

  /** What was damaged may be whole when it is looked at again, as after a copy has ended. */
  @Test
  void damagesAreLookedAtAgain() throws IOException {
    String name = Layout.file("trials", pack);
    byte[] whole = sound.read(name).orElseThrow();
    byte[] other = whole.clone();
    other[whole.length / 2] ^= 1;
    sound.write(name, other);
    ResultStore store = ResultStore.of(sound);
    assertThat(store.contents().damages()).hasSize(1);
    sound.write(name, whole);
    assertThat(store.contents().damages()).isEmpty();
  }

  @Test
  void trialsFileIsNamedAndNotSetAside() throws IOException {
    Storage storage = denying(Layout.file("trials", pack));
    assertThatThrownBy(() -> ResultStore.of(storage).contents())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(pack + ".parquet: permission denied");
    assertThatThrownBy(() -> StoreUpkeep.repair(ResultStore.of(storage), false))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }

  @Test
  void fileBesideItIsNamedAndNotSetAside() throws IOException {
    Storage storage = denying(Layout.file("curves", pack));
    ResultStore store = ResultStore.of(storage);
    assertThatThrownBy(() -> store.checkFooters(store.whole(), CurvesTable.TABLE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(pack + ".parquet: permission denied");
    assertThatThrownBy(() -> StoreUpkeep.repair(store, false))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> PackFiles.damages(storage, pack))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }

  /** Of a rewrite that was decided: whether the old pack is still there cannot be told. */
  @Test
  void rewriteIsNotFinishedOverAPackThatCannotBeCompared() throws IOException {
    String other = Layout.pack(sound.list("trials").get(1).fileName());
    Rewrite.Replaced old = Rewrite.Replaced.of(sound, Layout.file("trials", pack));
    sound.write(
        Layout.HIDDEN + "/rewrite.json",
        String.format(
                Locale.ROOT,
                "{\"id\": \"x\", \"state\": \"decided\", \"removed\": [\"%s\"], \"added\": [\"%s\"],"
                    + " \"replaced\": {\"%s\": {\"size\": %d, \"checksum\": \"%s\"}}}",
                pack,
                other,
                pack,
                old.size(),
                "another")
            .getBytes(StandardCharsets.UTF_8));
    try (Lease lease = Lease.acquire(sound, "next", false)) {
      assertThatThrownBy(() -> Rewrite.recover(denying(Layout.file("trials", pack)), lease))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }
}
