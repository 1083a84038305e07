package org.espalier.sweep;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ConfigurationException;

/** The sign ~ for the user's home folder, which a shell leaves as it is in {@code --out=~/x}. */
public final class HomeFolder {
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+=)(~(?:/.*)?)");
  private static final Pattern ANOTHER = Pattern.compile("~[^/]+(?:/.*)?");

  private HomeFolder() {}

  /** The words of a command line with ~ expanded where an option's value begins with it. */
  public static String[] expandedOptions(String[] words) {
    var expanded = words.clone();
    for (int i = 0; i < expanded.length; i++) {
      Matcher option = OPTION.matcher(expanded[i]);
      if (option.matches()) {
        expanded[i] = option.group(1) + expanded(option.group(2));
      }
    }
    return expanded;
  }

  /** What is wrong with a path that begins with the home folder of another user. */
  static Optional<String> objection(String path) {
    return ANOTHER.matcher(path).matches()
        ? Optional.of(
            "must not begin with another user's home folder; ./" + path + " is a folder here")
        : Optional.empty();
  }

  /**
   * A path with ~ expanded at its beginning.
   *
   * @throws ConfigurationException if it begins with the home folder of another user
   */
  public static String expanded(String path) {
    objection(path)
        .ifPresent(
            wrong -> {
              throw new ConfigurationException(path + " " + wrong);
            });
    return path.equals("~") || path.startsWith("~/")
        ? System.getProperty("user.home") + path.substring(1)
        : path;
  }
}
