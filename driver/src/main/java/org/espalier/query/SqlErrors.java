package org.espalier.query;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.setting.NearestName;

/** Spark's errors as a person wants to read them: its own words, without stack and plan. */
final class SqlErrors {
  private SqlErrors() {}

  /** What to tell the user of something that Spark threw. */
  static QueryException of(Throwable thrown) {
    if (thrown instanceof QueryException told) {
      return told;
    }
    return new QueryException(message(thrown), thrown);
  }

  /**
   * Whether an error is of files that Spark could not read: damaged, or gone. What else it throws
   * where a person wrote no statement is a defect.
   */
  static boolean isOfFiles(Throwable thrown) {
    if (thrown instanceof ConfigurationException) {
      return false; // it says itself what is wrong
    }
    boolean isOfFiles = IoProblem.of(thrown).isPresent();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      isOfFiles |= t.getClass().getName().startsWith("org.apache.parquet.");
      isOfFiles |=
          t instanceof SparkThrowable spark
              && String.valueOf(spark.getCondition()).startsWith("FAILED_READ_FILE");
    }
    return isOfFiles;
  }

  private static String message(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ConfigurationException) {
        return t.getMessage(); // it names the file; what it was caused by does not
      }
    }
    Optional<Throwable> ofSpark = deepestOfSpark(thrown);
    if (ofSpark.isEmpty() && IoProblem.of(thrown).isPresent()) {
      return IoProblem.of(thrown).get();
    }
    Throwable told = ofSpark.orElse(root(thrown));
    String message = told instanceof AnalysisException e ? e.getSimpleMessage() : told.getMessage();
    if (message == null) {
      return told.getClass().getSimpleName();
    }
    String cause = told == root(thrown) ? "" : because(root(thrown));
    return withoutStack(message).strip() + cause + hint(told);
  }

  private static String hint(Throwable told) {
    return told instanceof SparkThrowable spark ? hyphen(spark) + nearestTable(spark) : "";
  }

  /** A study is named after its folder, and folders have hyphens. */
  private static String hyphen(SparkThrowable told) {
    return "PARSE_SYNTAX_ERROR".equals(told.getCondition())
            && "'-'".equals(told.getMessageParameters().get("error"))
        ? "; a name that has a hyphen stands in backquotes"
        : "";
  }

  /** Of a table that there is not, the one that was probably meant. */
  private static String nearestTable(SparkThrowable told) {
    if (!"TABLE_OR_VIEW_NOT_FOUND".equals(told.getCondition())) {
      return "";
    }
    String name = told.getMessageParameters().get("relationName").replace("`", "");
    String table = name.substring(name.lastIndexOf('.') + 1);
    if (name.contains(".") && ResultViews.names().contains(table.toLowerCase(Locale.ROOT))) {
      return "\nSHOW NAMESPACES lists the studies; case matters in their names.";
    }
    return NearestName.closest(table, ResultViews.names())
        .map(near -> "\nDid you mean " + near + "?")
        .orElse("");
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
