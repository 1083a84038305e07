package org.espalier.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Links the page's ECMAScript modules into one script, so that a page is a single file and no build
 * needs Node.
 *
 * <p>Each module comes after those that it imports, and all of them share one scope: import
 * statements are left out, and so is the word {@code export}. Therefore a module imports by name
 * from {@code './x.js'}, exports declarations, and no two modules declare the same name at their
 * top level; whatever is not of this form is refused.
 */
final class PageScript {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import \\{[\\w\\s,]+\\} from '\\./(\\w+)\\.js';\\R");
  private static final Pattern EXPORT =
      Pattern.compile("(?m)^export (?=(?:const|let|function|class) )");
  private static final Pattern UNLINKED = Pattern.compile("(?m)^(?:import|export)\\b.*$");
  private static final Pattern DECLARATION =
      Pattern.compile("(?m)^(?:export )?(?:const|let|function|class) (\\w+)");

  /** Where modules come from. */
  @FunctionalInterface
  interface Modules {

    /** The text of a module, by its name without {@code .js}. */
    String text(String name) throws IOException;
  }

  private final Modules modules;
  private final List<String> open = new ArrayList<>();
  private final Map<String, String> linked = new LinkedHashMap<>();
  private final Map<String, String> declaredIn = new LinkedHashMap<>();

  private PageScript(Modules modules) {
    this.modules = modules;
  }

  /**
   * The script that a module makes with all that it imports.
   *
   * @throws IllegalArgumentException if modules import each other in a circle, declare the same
   *     name, or import or export in another form
   */
  static String of(String main, Modules modules) throws IOException {
    var script = new PageScript(modules);
    script.link(main);
    return "'use strict';\n(() => {\n" + String.join("\n", script.linked.values()) + "})();\n";
  }

  private void link(String name) throws IOException {
    if (open.contains(name)) {
      throw new IllegalArgumentException(open + ": import each other, by " + name);
    }
    if (linked.containsKey(name)) {
      return;
    }
    open.add(name);
    String text = modules.text(name);
    Matcher imports = IMPORT.matcher(text);
    while (imports.find()) {
      link(imports.group(1));
    }
    Matcher declarations = DECLARATION.matcher(text);
    while (declarations.find()) {
      String other = declaredIn.putIfAbsent(declarations.group(1), name);
      if (other != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s.js and %s.js both declare %s",
                other,
                name,
                declarations.group(1)));
      }
    }
    String body = EXPORT.matcher(IMPORT.matcher(text).replaceAll("")).replaceAll("");
    Matcher unlinked = UNLINKED.matcher(body);
    if (unlinked.find()) {
      throw new IllegalArgumentException(name + ".js: cannot link: " + unlinked.group());
    }
    linked.put(name, body);
    open.remove(open.size() - 1);
  }
}
