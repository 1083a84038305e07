package org.espalier.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a table's file says of itself in its Parquet metadata, under {@value #KEY}: 32 hexadecimal
 * digits, which are the number of its bytes before the indexes and the footer (16), the CRC-32C of
 * these bytes (8), and the CRC-32C of all bytes behind them with these last eight digits taken for
 * zeros (8).
 *
 * <p>So a look at the end of a file tells whether its footer is what was written, and the digits of
 * a file stand for all of its bytes.
 *
 * @param dataBytes bytes before the indexes and the footer
 * @param data CRC-32C of these
 * @param tail CRC-32C of the rest, as above
 */
record FileChecksum(long dataBytes, int data, int tail) {
  static final String KEY = "espalier.checksum";

  private static final int DIGITS = 32;
  private static final int TAIL_DIGITS = 8;

  /** How Thrift's compact protocol has the key and, behind it, the head of a text of 32 bytes. */
  private static final byte[] MARK =
      (KEY + (char) 0x18 + (char) DIGITS).getBytes(StandardCharsets.US_ASCII);

  /** The digits while the tail is not known. */
  static String provisional(long dataBytes, int data) {
    return String.format(Locale.ROOT, "%016x%08x%s", dataBytes, data, "0".repeat(TAIL_DIGITS));
  }

  /** Writes the checksum of a tail into the digits that it has for it. */
  static FileChecksum complete(byte[] tail) {
    int digits = digits(tail, 0, tail.length).orElseThrow();
    int crc = crc(tail, 0, tail.length);
    byte[] text = HexFormat.of().toHexDigits(crc).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tail, digits + DIGITS - TAIL_DIGITS, TAIL_DIGITS);
    return parse(tail, digits).orElseThrow();
  }

  /** The checksum that stands somewhere in the end of a file. */
  static Optional<FileChecksum> find(byte[] end) {
    return digits(end, 0, end.length).flatMap(at -> parse(end, at));
  }

  /** Whether a tail, which stands at the end of some bytes, is what was written. */
  boolean fits(byte[] bytes, int tailStart) {
    return digits(bytes, tailStart, bytes.length)
        .map(
            at -> {
              byte[] tail = Arrays.copyOfRange(bytes, tailStart, bytes.length);
              int last = at - tailStart + DIGITS - TAIL_DIGITS;
              Arrays.fill(tail, last, last + TAIL_DIGITS, (byte) '0');
              return crc(tail, 0, tail.length) == this.tail;
            })
        .orElse(false);
  }

  /** CRC-32C of some bytes. */
  static int crc(byte[] bytes, int from, int to) {
    var crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%08x%08x", dataBytes, data, tail);
  }

  /** Where the digits begin behind the last mark. */
  private static Optional<Integer> digits(byte[] bytes, int from, int to) {
    for (int at = to - MARK.length - DIGITS; at >= from; at--) {
      if (Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
        return Optional.of(at + MARK.length);
      }
    }
    return Optional.empty();
  }

  private static Optional<FileChecksum> parse(byte[] bytes, int at) {
    String text = new String(bytes, at, DIGITS, StandardCharsets.US_ASCII);
    if (!text.matches("[0-9a-f]{32}")) {
      return Optional.empty();
    }
    return Optional.of(
        new FileChecksum(
            HexFormat.fromHexDigitsToLong(text.substring(0, 16)),
            HexFormat.fromHexDigits(text, 16, 24),
            HexFormat.fromHexDigits(text, 24, 32)));
  }
}
