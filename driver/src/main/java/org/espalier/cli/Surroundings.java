package org.espalier.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.hadoop.security.UserGroupInformation;
import org.espalier.ConfigurationException;

/** What the machine and the account bring along: made alike where it can be, else refused. */
final class Surroundings {
  private static final String JAVACPP_CACHE = "org.bytedeco.javacpp.cachedir";

  /** What Java calls a user without an entry among the system's accounts. */
  private static final String NOBODY = "?";

  private Surroundings() {}

  /** Makes libraries' defaults those of every other machine. For this process, at its start. */
  static void settle() {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    // log4j tells of what it misses before it has read where to: a host name, for instance
    System.setProperty("log4j2.StatusLogger.level", "OFF");
    if (!Files.isDirectory(Path.of(System.getProperty("user.home", NOBODY)))) {
      System.setProperty("user.home", System.getProperty("java.io.tmpdir"));
    }
  }

  /**
   * Checks what a command needs, before it does anything.
   *
   * @throws ConfigurationException if the temporary folder cannot be written, or nothing in it can
   *     be loaded as a library; if the encoding of file names lost a letter of an argument
   */
  static void require(List<String> arguments) {
    requireLetters(arguments);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    FolderProbe.requireLibraries("the temporary folder", temporary, "TMPDIR");
    keepNativesWhereTheyLoad(temporary);
    if (NOBODY.equals(System.getProperty("user.name"))) {
      actAsSomebody();
    }
  }

  private static void requireLetters(List<String> arguments) {
    for (String argument : arguments) {
      if (argument.indexOf('\uFFFD') >= 0) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s: contains characters that the locale's encoding %s does not have; set LC_ALL=C.UTF-8",
                argument,
                System.getProperty("sun.jnu.encoding")));
      }
    }
  }

  /** ND4J's libraries are kept in the home folder, or where nothing there can be loaded, here. */
  private static void keepNativesWhereTheyLoad(Path temporary) {
    Path usual = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    if (System.getProperty(JAVACPP_CACHE) == null && !FolderProbe.holdsLibraries(usual)) {
      System.setProperty(JAVACPP_CACHE, temporary.resolve("espalier-natives").toString());
    }
  }

  /** Hadoop's library asks the system who runs it, and ends where the system does not know. */
  private static void actAsSomebody() {
    try {
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("espalier"));
    } catch (RuntimeException e) {
      throw new ConfigurationException("this account has no user name, and Hadoop requires one", e);
    }
  }
}
