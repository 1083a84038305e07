package org.espalier.query;

import java.util.ArrayList;
import java.util.List;

/** Takes a script apart into statements at its semicolons, except those in quotes and comments. */
public final class Statements {
  private final List<String> complete = new ArrayList<>();
  private String rest = "";

  private Statements() {}

  /** The statements of a script; the last one need not end in a semicolon. */
  public static List<String> of(String script) {
    Statements statements = split(script);
    var all = new ArrayList<>(statements.complete);
    if (!isBlank(statements.rest)) {
      all.add(statements.rest.strip());
    }
    return List.copyOf(all);
  }

  /** Whether a text ends within a statement, so that more is to be read. */
  public static boolean isUnfinished(String script) {
    return !isBlank(split(script).rest);
  }

  private static Statements split(String script) {
    var statements = new Statements();
    int start = 0;
    int at = 0;
    while (at < script.length()) {
      int end = endOfToken(script, at);
      if (end == at + 1 && script.charAt(at) == ';') {
        String statement = script.substring(start, at);
        if (!isBlank(statement)) {
          statements.complete.add(statement.strip());
        }
        start = end;
      }
      at = end;
    }
    statements.rest = script.substring(start);
    return statements;
  }

  /** The end of the quoted text, comment or single character that starts here. */
  private static int endOfToken(String script, int at) {
    char c = script.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      return endOfQuote(script, at);
    }
    if (script.startsWith("--", at)) {
      return endOf(script, "\n", at);
    }
    return script.startsWith("/*", at) ? endOf(script, "*/", at + 2) : at + 1;
  }

  private static int endOfQuote(String script, int at) {
    char quote = script.charAt(at);
    for (int i = at + 1; i < script.length(); i++) {
      if (script.charAt(i) == '\\' && quote != '`') {
        i++;
      } else if (script.charAt(i) == quote) {
        return i + 1;
      }
    }
    return script.length();
  }

  private static int endOf(String script, String mark, int from) {
    int found = script.indexOf(mark, from);
    return found < 0 ? script.length() : found + mark.length();
  }

  private static boolean isBlank(String statement) {
    return statement.replaceAll("(?s)/\\*.*?\\*/|--[^\\n]*", "").isBlank();
  }
}
