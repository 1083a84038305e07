package org.espalier.table;

import java.io.IOException;

/** A file is whole, but in a format that only a newer version of Espalier can read. */
public final class NewerFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What a sentence that begins with the file's name goes on with. */
  NewerFormatException(String what) {
    super(what);
  }
}
