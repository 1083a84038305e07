package org.espalier.table;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What a trial ran on.
 *
 * @param version of Espalier
 * @param commit of Espalier's source, {@code unknown} if it was built outside a Git clone
 * @param java name and version of the Java virtual machine
 * @param os name, version and architecture of the operating system
 * @param cpu model name of the processor
 * @param threads threads that one trial's linear algebra may use
 * @param host name of the machine
 */
public record Provenance(
    String version, String commit, String java, String os, String cpu, int threads, String host) {

  private static final String UNKNOWN = "unknown";

  /** Every trial pins its linear algebra to the thread that it has. */
  private static final int THREADS = 1;

  private static final Provenance HERE = find();

  /** What trials of this process run on. */
  public static Provenance here() {
    return HERE;
  }

  private static Provenance find() {
    Properties build = build();
    return new Provenance(
        build.getProperty("version", UNKNOWN),
        build.getProperty("commit", UNKNOWN),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        String.format(
            Locale.ROOT,
            "%s %s %s",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        cpuModel(),
        THREADS,
        hostName());
  }

  private static Properties build() {
    var build = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/org/espalier/build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      build.clear(); // unknown, then
    }
    build.values().removeIf(value -> value.toString().contains("${"));
    return build;
  }

  private static String cpuModel() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return System.getenv().getOrDefault("HOSTNAME", UNKNOWN);
    }
  }
}
