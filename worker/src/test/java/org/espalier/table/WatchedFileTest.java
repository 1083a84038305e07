package org.espalier.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

class WatchedFileTest {

  /** A file every read of which throws. */
  private record Failing(IOException thrown) implements InputFile {
    @Override
    public long getLength() {
      return 100;
    }

    @Override
    public SeekableInputStream newStream() {
      var in =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw thrown;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
              throw thrown;
            }
          };
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return 0;
        }

        @Override
        public void seek(long position) {}
      };
    }
  }

  /** A decoder that says of all that goes wrong that the bytes are. */
  private static int decode(InputFile file) {
    try (SeekableInputStream in = file.newStream()) {
      return in.read();
    } catch (IOException e) {
      throw new IllegalStateException("cannot decode", e);
    }
  }

  @Test
  void aNetworkThatFailsIsNoDamage() {
    var timeout = new SocketTimeoutException("Read timed out");
    assertThatThrownBy(() -> WatchedFile.decode(new Failing(timeout), WatchedFileTest::decode))
        .isSameAs(timeout);
  }

  @Test
  void bytesThatSayThatThereAreMoreAreDamage() {
    var end = new EOFException();
    assertThatThrownBy(() -> WatchedFile.decode(new Failing(end), WatchedFileTest::decode))
        .isInstanceOf(DamagedFileException.class);
  }

  @Test
  void whatTheDecoderThrowsOnItsOwnIsDamage() {
    assertThatThrownBy(
            () ->
                WatchedFile.decode(
                    new Failing(new IOException()),
                    file -> {
                      throw new IOException("no such encoding");
                    }))
        .isInstanceOf(DamagedFileException.class);
  }

  @Test
  void whatIsDecodedIsHandedOn() throws IOException {
    assertThat(WatchedFile.decode(new Failing(new IOException()), InputFile::getLength))
        .isEqualTo(100);
  }
}
