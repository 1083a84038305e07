package org.espalier.graph;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.InvalidValueException;
import org.espalier.IoProblem;

/**
 * A file of many explicit graphs: a JSON object whose {@code parents} is a list of parents lists.
 * Other keys are left to whoever wrote the file.
 */
public final class GraphFile {

  private GraphFile() {}

  /**
   * Reads all graphs of a file.
   *
   * @throws IllegalArgumentException if the file cannot be read or a graph is not one; the message
   *     names the file, the graph (from 0), the value and what is allowed
   */
  public static List<GraphFamily.Explicit> read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + ": no such file to read");
    }
    try {
      return read(Files.readString(file), file.toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + IoProblem.text(e), e);
    }
  }

  /**
   * As {@link #read(Path)}, from its contents.
   *
   * @param file what messages call it
   */
  public static List<GraphFamily.Explicit> read(String text, String file) {
    List<?> lists = parentsOf(text, file);
    if (lists.isEmpty()) {
      throw new IllegalArgumentException(file + ": parents = [] must list at least one graph");
    }
    var graphs = new ArrayList<GraphFamily.Explicit>();
    for (int g = 0; g < lists.size(); g++) {
      try {
        graphs.add(new GraphFamily.Explicit(integers(lists.get(g))));
      } catch (InvalidValueException e) { // which names the setting: here it is the file's key
        throw refusal(
            file, g, String.format(Locale.ROOT, "parents = %s %s", lists.get(g), e.allowed()), e);
      } catch (IllegalArgumentException e) {
        throw refusal(file, g, e.getMessage(), e);
      }
    }
    return List.copyOf(graphs);
  }

  private static IllegalArgumentException refusal(
      String file, int graph, String complaint, Exception cause) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s: graph %d: %s", file, graph, complaint), cause);
  }

  private static List<?> parentsOf(String text, String file) {
    try {
      var json =
          ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setOriginDescription(file);
      Config config = ConfigFactory.parseString(text, json);
      return config.getList("parents").unwrapped();
    } catch (ConfigException.Missing | ConfigException.WrongType e) {
      throw new IllegalArgumentException(
          file + ": must hold a list `parents` of parents lists, one for each graph", e);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + e.getMessage(), e);
    } catch (StackOverflowError e) { // the parser calls itself for each bracket
      throw new IllegalArgumentException(file + ": is nested too deeply", e);
    }
  }

  private static List<Integer> integers(Object list) {
    if (!(list instanceof List<?> values)) {
      throw new IllegalArgumentException(list + " must be a list of parents");
    }
    var integers = new ArrayList<Integer>();
    for (Object value : values) {
      if (!(value instanceof Integer parent)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "parents[%d] = %s must be a whole number", integers.size(), value));
      }
      integers.add(parent);
    }
    return integers;
  }
}
