package org.espalier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; read from a resource that the build fills in. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties versions = read();
    return new String[] {
      String.format(Locale.ROOT, "espalier %s", versions.getProperty("espalier")),
      String.format(
          Locale.ROOT,
          "Spark %s, ND4J %s, Java %s",
          versions.getProperty("spark"),
          versions.getProperty("nd4j"),
          System.getProperty("java.version"))
    };
  }

  private static Properties read() {
    var versions = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
      versions.load(file);
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
