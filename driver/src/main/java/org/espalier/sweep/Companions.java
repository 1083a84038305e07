package org.espalier.sweep;

import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;

/**
 * The files that a sweep file names: what it includes, and what it takes graphs from. Whoever sends
 * a sweep elsewhere sends them along. There they all are in one folder, so each must be named by
 * its name alone.
 */
public final class Companions {
  private static final String GRAPHS = "graph.file";

  private final Map<String, Path> files = new LinkedHashMap<>();

  private Companions() {}

  /**
   * The files that a sweep names.
   *
   * @param sweep its file
   * @param overrides words {@code key=value} that replace what the file says of a setting
   * @throws ConfigurationException if the sweep cannot be read, or would not find one of them where
   *     all are in one folder
   */
  public static List<Path> of(Path sweep, List<String> overrides) {
    var companions = new Companions();
    companions.add(String.valueOf(sweep.getFileName()), sweep, sweep.toString());
    var root = SweepFile.parse(sweep, companions::add);
    for (Layer layer : SweepReader.layers(root, Overrides.read(overrides).trial(), Layer::read)) {
      graphs(layer)
          .forEach(
              value ->
                  companions.add(
                      String.valueOf(value.unwrapped()),
                      Settings.of(any -> value).file(GRAPHS),
                      SettingText.where(value.origin())));
    }
    return companions.files.values().stream().skip(1).toList();
  }

  private static Stream<ConfigValue> graphs(Layer layer) {
    Stream<ConfigValue> varied =
        layer.axes().stream()
            .filter(axis -> axis.paths().contains(GRAPHS))
            .flatMap(
                axis ->
                    IntStream.range(0, axis.size())
                        .mapToObj(i -> axis.point(i).get(axis.paths().indexOf(GRAPHS))));
    return Stream.concat(Stream.ofNullable(layer.base().get(GRAPHS)), varied)
        .filter(value -> !"".equals(value.unwrapped()));
  }

  private void add(String written, Path file, String place) {
    String name = String.valueOf(file.getFileName());
    if (!written.equals(name)) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: names %s, which is found on the cluster only beside the sweep: move it there and"
                  + " name it %s",
              place,
              written,
              name));
    }
    Path former = files.putIfAbsent(name, file);
    if (former != null && !former.toAbsolutePath().equals(file.toAbsolutePath())) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: names %s, and on the cluster there is one file of this name: %s",
              place,
              file,
              former));
    }
  }
}
