package org.espalier.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.espalier.query.OutputException;

/**
 * Standard output, whose errors end the command: a {@link PrintWriter} keeps an {@link IOException}
 * to itself, and a full disk would look like an answer of no rows.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream device;

  StandardOutput(OutputStream device) {
    this.device = device;
  }

  /**
   * A writer of answers alone. What libraries print to {@link System#out} goes to standard error
   * from here on.
   */
  static PrintWriter reserve() {
    var device = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    return new PrintWriter(device, true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Writes all the bytes.
   *
   * @throws OutputException if they cannot be written
   */
  @Override
  public void write(byte[] bytes, int offset, int count) {
    try {
      device.write(bytes, offset, count);
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }
}
