package org.espalier.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CodePointCharStream;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/**
 * Takes a script apart into statements at its semicolons.
 *
 * <p>What is a semicolon, and what is part of a text, a name or a comment, Spark's own lexer says:
 * it knows nested comments and raw texts {@code r'a\'}. A compound statement {@code BEGIN ... END}
 * is one statement.
 */
public final class Statements {
  /** Blocks that their own {@code END IF} ends, and so on; they begin with many words. */
  private static final Set<Integer> NAMED_ENDS =
      Set.of(
          SqlBaseLexer.IF,
          SqlBaseLexer.WHILE,
          SqlBaseLexer.LOOP,
          SqlBaseLexer.REPEAT,
          SqlBaseLexer.FOR);

  private static final String QUOTES = "'\"`";

  private final List<String> complete = new ArrayList<>();
  private final int[] script;
  private int start;
  private boolean isBlank = true;
  private boolean isOpen;
  private boolean isCompound;

  private Statements(String script) {
    this.script = script.codePoints().toArray();
    split();
  }

  /** The statements of a script; the last one need not end in a semicolon. */
  public static List<String> of(String script) {
    var statements = new Statements(script);
    var all = new ArrayList<>(statements.complete);
    if (!statements.isBlank) {
      all.add(statements.text(statements.script.length));
    }
    return List.copyOf(all);
  }

  /** Whether a text ends within a statement, so that more is to be read. */
  public static boolean isUnfinished(String script) {
    var statements = new Statements(script);
    return statements.isOpen || !statements.isBlank;
  }

  private void split() {
    SqlBaseLexer lexer = lexer();
    int depth = 0;
    Token last = null;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      int type = token.getType();
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue; // blanks and comments
      }
      if (type == SqlBaseLexer.UNRECOGNIZED && QUOTES.contains(token.getText())) {
        isBlank = false; // a text or name without an end: it takes all that is left
        isOpen = true;
        return;
      }
      if (type == SqlBaseLexer.SEMICOLON && depth == 0) {
        if (!isBlank) {
          complete.add(text(token.getStartIndex()));
        }
        start = token.getStopIndex() + 1;
        isBlank = true;
        isCompound = false;
        last = null;
        continue;
      }
      isCompound |= depth == 0 && isBegin(type, last);
      depth += isCompound ? nesting(type, last) : 0;
      isBlank = false;
      last = token;
    }
    isOpen = lexer.has_unclosed_bracketed_comment;
  }

  /** Whether a compound statement begins, perhaps behind its label. */
  private boolean isBegin(int type, Token last) {
    return type == SqlBaseLexer.BEGIN && (isBlank || last.getType() == SqlBaseLexer.COLON);
  }

  /** How much deeper a word takes the text within a compound statement. */
  private static int nesting(int type, Token last) {
    if (last != null && last.getType() == SqlBaseLexer.END) {
      return NAMED_ENDS.contains(type) ? 1 : 0; // that was no end of what is counted
    }
    return switch (type) {
      case SqlBaseLexer.BEGIN, SqlBaseLexer.CASE -> 1;
      case SqlBaseLexer.END -> -1;
      default -> 0;
    };
  }

  /** The lexer knows keywords in capitals alone; places are counted in code points. */
  private SqlBaseLexer lexer() {
    var capitals = new StringBuilder();
    for (int codePoint : script) {
      capitals.appendCodePoint(Character.toUpperCase(codePoint));
    }
    CodePointCharStream characters = CharStreams.fromString(capitals.toString());
    var lexer = new SqlBaseLexer(characters);
    lexer.removeErrorListeners();
    return lexer;
  }

  private String text(int end) {
    return new String(script, start, end - start).strip();
  }
}
