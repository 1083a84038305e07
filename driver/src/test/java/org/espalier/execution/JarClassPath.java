package org.espalier.execution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** This process's class path as jars: a JVM keeps class data of nothing else. */
final class JarClassPath {
  private JarClassPath() {}

  /**
   * The class path, with a jar in {@code scratch} for each of its folders. An empty entry stands
   * for the working directory, in which there are no classes, but all that was built.
   */
  static String in(Path scratch) throws IOException {
    var jars = new StringJoiner(File.pathSeparator);
    int folders = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        continue;
      }
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = scratch.resolve(String.format(Locale.ROOT, "classes-%d.jar", folders++));
        jars.add((Files.exists(jar) ? jar : pack(path, jar)).toString());
      } else if (Files.exists(path)) {
        jars.add(entry);
      }
    }
    return jars.toString();
  }

  private static Path pack(Path folder, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /** Writes a jar that holds nothing and brings other jars along. */
  static void gather(Stream<Path> others, Path jar) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    var addresses = new StringJoiner(" ");
    others.forEach(other -> addresses.add(other.toUri().toString()));
    attributes.put(Attributes.Name.CLASS_PATH, addresses.toString());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }
}
