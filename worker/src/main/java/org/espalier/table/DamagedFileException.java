package org.espalier.table;

import java.io.IOException;

/**
 * A table's file is there and is not what was written; the message says in what, without a name.
 */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, such as {@code is empty}. */
  public DamagedFileException(String what) {
    super(what);
  }

  /** Says what is wrong and what was thrown over it. */
  public DamagedFileException(String what, Throwable cause) {
    super(what, cause);
  }
}
