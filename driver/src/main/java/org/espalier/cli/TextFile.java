package org.espalier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.ConfigurationException;

/** Texts that a user wrote: in UTF-8, with or without a byte order mark before it. */
final class TextFile {
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private TextFile() {}

  /**
   * The text of a file, which may be a pipe.
   *
   * @throws ConfigurationException if it is not there, is a folder, or is in another encoding
   */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + ": is a folder, not a file");
    }
    if (!Files.exists(file)) {
      throw new ConfigurationException(file + ": no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    }
  }

  /**
   * The text of a stream up to its end.
   *
   * @param name of the stream, for messages
   */
  static String read(InputStream in, String name) throws IOException {
    byte[] bytes = in.readAllBytes();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(
          name
              + ": is not a text in UTF-8; `iconv -f latin1 -t utf-8` turns another encoding into it",
          e);
    }
  }
}
