package org.espalier.query;

import java.io.IOException;

/** Standard output took no more: its device is full, or its reader has left. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the system calls a pipe that nobody reads, in the locale that bin/espalier sets. */
  private static final String CLOSED = "Broken pipe";

  private final boolean isUnread;

  /** An output that took no more because of what the system said. */
  public OutputException(IOException cause) {
    super("standard output cannot be written: " + cause.getMessage(), cause);
    this.isUnread = CLOSED.equals(cause.getMessage());
  }

  /** Whether it is a pipe whose reader has left, as {@code head} does when it has seen enough. */
  public boolean isUnread() {
    return isUnread;
  }
}
