package org.espalier.query;

/** A statement that cannot be run; the message is Spark's, without its stack. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
