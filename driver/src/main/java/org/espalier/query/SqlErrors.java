package org.espalier.query;

import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Spark's errors as a person wants to read them: its own words, without stack and plan. */
final class SqlErrors {
  private SqlErrors() {}

  /** What to tell the user of something that Spark threw. */
  static QueryException of(Throwable thrown) {
    return new QueryException(message(thrown), thrown);
  }

  private static String message(Throwable thrown) {
    Throwable told = deepestOfSpark(thrown).orElse(root(thrown));
    String message = told instanceof AnalysisException e ? e.getSimpleMessage() : told.getMessage();
    if (message == null) {
      return told.getClass().getSimpleName();
    }
    String cause = told == root(thrown) ? "" : because(root(thrown));
    return withoutStack(message).strip() + cause;
  }

  /** The innermost error that Spark has words for: what failed, not that a stage failed. */
  private static Optional<Throwable> deepestOfSpark(Throwable thrown) {
    Optional<Throwable> deepest = Optional.empty();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SparkThrowable spark && spark.getCondition() != null) {
        deepest = Optional.of(t);
      }
    }
    return deepest;
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String because(Throwable root) {
    return root.getMessage() == null
        ? ""
        : "\n" + root.getMessage().lines().findFirst().orElse("").strip();
  }

  private static String withoutStack(String message) {
    int stack = message.indexOf("\nDriver stacktrace:");
    int trace = message.indexOf("\n\tat ");
    int end = stack >= 0 ? stack : message.length();
    return message.substring(0, trace >= 0 ? Math.min(trace, end) : end);
  }
}
