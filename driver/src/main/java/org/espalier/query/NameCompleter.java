package org.espalier.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes views after FROM and JOIN; elsewhere the columns of the views that the statement names
 * (of all, while it names none), and keywords.
 */
final class NameCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "GROUP BY",
          "ORDER BY",
          "HAVING",
          "LIMIT",
          "JOIN",
          "LEFT JOIN",
          "ON",
          "AS",
          "AND",
          "OR",
          "NOT",
          "IN",
          "IS NULL",
          "BETWEEN",
          "LIKE",
          "CASE",
          "WHEN",
          "THEN",
          "ELSE",
          "END",
          "DISTINCT",
          "UNION ALL",
          "WITH",
          "DESCRIBE",
          "SHOW VIEWS",
          "DESC",
          "avg(",
          "count(",
          "max(",
          "min(",
          "stddev_samp(",
          "round(",
          "percentile_approx(");
  private static final List<String> COMMANDS =
      List.of(".tables", ".schema", ".mode", ".varying", ".timing", ".help", ".exit");
  private static final Pattern WANTS_VIEW =
      Pattern.compile("(?is).*\\b(from|join|describe|\\.schema)\\s+\\w*$");

  private final Map<String, List<String>> columns = new LinkedHashMap<>();

  NameCompleter(Queries queries) {
    for (List<String> view : ResultViews.meanings()) {
      columns.put(view.get(0), columns(queries, view.get(0)));
    }
  }

  /** None where views go by the names of their studies: those are not asked for in advance. */
  private static List<String> columns(Queries queries, String view) {
    try {
      return queries.columns(view);
    } catch (QueryException e) {
      return List.of();
    }
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor());
    for (String name : names(before, line.line())) {
      candidates.add(new Candidate(name, name, null, null, null, null, !name.endsWith("(")));
    }
  }

  /** What may stand after a text, in a statement. */
  List<String> names(String before, String statement) {
    if (before.strip().startsWith(".") && !before.contains(" ")) {
      return COMMANDS;
    }
    if (WANTS_VIEW.matcher(before).matches()) {
      return List.copyOf(columns.keySet());
    }
    var names = new ArrayList<String>();
    List<String> named = columns.keySet().stream().filter(v -> mentions(statement, v)).toList();
    (named.isEmpty() ? columns.keySet() : named).forEach(view -> names.addAll(columns.get(view)));
    names.addAll(columns.keySet());
    boolean lower = lastWord(before).chars().anyMatch(Character::isLowerCase);
    KEYWORDS.forEach(word -> names.add(lower ? word.toLowerCase(Locale.ROOT) : word));
    return names.stream().distinct().toList();
  }

  private static boolean mentions(String statement, String view) {
    return Pattern.compile("\\b" + view + "\\b").matcher(statement).find();
  }

  private static String lastWord(String before) {
    Matcher word = Pattern.compile("(\\w*)$").matcher(before);
    return word.find() ? word.group(1) : "";
  }
}
