package org.espalier.trial;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of a trial: SHA-256 of its specification's canonical form, as 32 hexadecimal digits.
 *
 * <p>Same specification, same id, on every machine.
 *
 * @param value the first 128 bits of the hash
 */
public record TrialId(String value) implements Comparable<TrialId>, Serializable {

  /**
   * Version of the canonical form and of what a trial computes: raised whenever equal
   * specifications may give other results than before, so that old results are not taken for new
   * ones.
   */
  public static final int FORMAT = 2;

  /**
   * The version of what computes the gradient on long sequences, of a disentangled model and of
   * gpt: sums are added in another order since, so that last digits differ. Only ids of such trials
   * say so.
   */
  static final int LONG_SEQUENCES_FORMAT = 3;

  /**
   * The version of what is measured of some trials, of which a number was wrong before; {@link
   * Remeasured} says of which. Only ids of such trials say so.
   */
  static final int REMEASURED_FORMAT = 4;

  /** The same of trials of which another number was wrong until then. */
  static final int REMEASURED_AGAIN_FORMAT = 5;

  /** Of an id: 128 bits in hexadecimal digits. */
  private static final int LENGTH = 32;

  /** The id of a specification. */
  public static TrialId of(TrialSpec spec) {
    return of(spec.canonical());
  }

  /** The first 128 bits of the hash of a text. */
  static TrialId of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new TrialId(HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a text is the id of a trial. */
  public static boolean isId(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(TrialId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
