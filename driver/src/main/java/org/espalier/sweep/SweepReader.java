package org.espalier.sweep;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.setting.NearestName;
import org.espalier.setting.SettingText;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;

/**
 * Reads a sweep file: {@code name}, {@code description}, {@code base}, {@code axes}, {@code zip},
 * {@code design}, {@code exclude}, {@code grids}, {@code replicates}, {@code run}, {@code spark}.
 * The page sweep-language.md describes the language.
 */
public final class SweepReader {
  private static final List<String> GRID_KEYS = List.of("base", "axes", "zip", "design", "exclude");
  private static final List<String> SWEEP_KEYS =
      List.of(
          "name",
          "description",
          "base",
          "axes",
          "zip",
          "design",
          "exclude",
          "grids",
          "replicates",
          "run",
          "spark");
  private static final String ANY = "task.vocab=3,5";
  private static final Map<String, String> BLOCKS =
      Map.of(
          "base", ANY,
          "axes", ANY,
          "design", "design.points=64",
          "replicates", "replicates.within=0.05",
          "run", "run.trial-timeout=5m",
          "spark", "spark.master=local[2]");
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private SweepReader() {}

  /**
   * Reads a sweep and makes all of its trials.
   *
   * @param file named in messages as it is given
   * @param overrides words {@code key=value} that replace what the file says of a setting
   * @throws ConfigurationException for anything that is not allowed; nothing has been written
   */
  public static Sweep read(Path file, List<String> overrides) {
    Overrides words = Overrides.read(overrides);
    var depths = new Depths();
    ConfigObject root = words.design().workedInto(parse(file, depths));
    String name = name(root, file);
    Settings texts = Settings.of(root::get);
    String description = root.containsKey("description") ? texts.text("description") : "";

    List<Layer> layers = layers(root, words.trial(), block -> Layer.read(block).settled(depths));
    Optional<Replicates> replicates = Replicates.read(root, words.replicates());
    List<Grid> grids = grids(layers, replicates);
    checkSize(grids, file);
    var expander = new SweepExpander(varied(grids));
    grids.forEach(expander::expand);
    if (expander.cells().isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: no trial is left, %s excluded",
              file,
              Count.of(expander.excluded(), "cell")));
    }

    replicates.ifPresent(r -> r.requireTelling(root, words.replicates(), expander.cells()));
    Map<String, ConfigValue> run = settings(root, "run", ReferenceSettings.ofRun(), words.run());
    Map<String, ConfigValue> spark =
        settings(root, "spark", ReferenceSettings.ofSpark(), words.spark());
    SweepText.Resolved resolved = SweepText.of(name, description, layers, replicates);
    return new Sweep(
        name,
        description,
        RunSettings.read(run),
        SparkSettings.read(spark),
        expander.cells(),
        expander.excluded(),
        expander.duplicates(),
        replicates,
        designs(layers),
        resolved.text(),
        resolved.files());
  }

  private static List<Axis.Designed> designs(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.axes().stream())
        .filter(Axis.Designed.class::isInstance)
        .map(Axis.Designed.class::cast)
        .toList();
  }

  /**
   * Refuses designs that would draw points which have nothing in common with those of stored
   * results, though only their number is another.
   *
   * @param designs of a sweep
   * @param stored text of the sweep whose results are stored; one that is damaged tells nothing
   * @param where it is
   * @throws ConfigurationException if it has a design that cannot grow into one of these
   */
  public static void requireGrowth(List<Axis.Designed> designs, String stored, String where) {
    for (Axis.Designed former : designs(stored, where)) {
      for (Axis.Designed design : designs) {
        if (design.design().forbids(former.design())) {
          throw SettingText.refusal(
              design.origin(),
              String.format(
                  Locale.ROOT,
                  "design.points = %d must stay %d: no point of a Latin hypercube of %d is one of"
                      + " %d; choose another folder with --out, or method = sobol, which grows",
                  design.size(),
                  former.size(),
                  former.size(),
                  design.size()));
        }
      }
    }
  }

  private static List<Axis.Designed> designs(String stored, String where) {
    try {
      ConfigObject root = SweepFile.parse(stored, where).root();
      return designs(layers(root, Overrides.read(List.of()).trial(), Layer::read));
    } catch (ConfigurationException damaged) {
      return List.of();
    }
  }

  /**
   * What a sweep is called and what tells its trials apart.
   *
   * @param name of the sweep
   * @param varied paths of the settings that vary, in the order of the axes
   */
  public record Heading(String name, List<String> varied) {}

  /**
   * The heading of a sweep, without making any trial.
   *
   * @param text of a sweep file
   * @param file that it is from, for messages
   */
  public static Heading heading(String text, String file) {
    ConfigObject root = SweepFile.parse(text, file).root();
    refuseUnknown(root, "", SWEEP_KEYS);
    List<Layer> layers = layers(root, Overrides.read(List.of()).trial(), Layer::read);
    Optional<Replicates> replicates = Replicates.read(root, Map.of());
    return new Heading(name(root, Path.of(file)), varied(grids(layers, replicates)));
  }

  /** Whether a key is one of a sweep file's top, which is no setting. */
  static boolean isOfTheFile(String key) {
    return SWEEP_KEYS.contains(key);
  }

  /** Whether it is one whose settings can be overridden, each on its own. */
  static boolean isBlockOfSettings(String key) {
    return BLOCKS.containsKey(key);
  }

  /** An override of such a block, as an example. */
  static String example(String block) {
    return BLOCKS.getOrDefault(block, ANY);
  }

  /** How deep files are included: what a file says refines what it includes. */
  private static final class Depths implements SweepFile.Included, ToIntFunction<ConfigValue> {
    private final Map<String, Integer> depths = new HashMap<>();

    @Override
    public void file(String what, Path file, String by) {
      // its text is told of as well
    }

    @Override
    public void text(String name, int depth) {
      depths.merge(name, depth, Math::min);
    }

    /** 0 for what the sweep file itself says, and what the command line says of a design. */
    @Override
    public int applyAsInt(ConfigValue value) {
      return depths.getOrDefault(SettingText.file(value.origin()), 0);
    }
  }

  private static ConfigObject parse(Path file, SweepFile.Included heard) {
    ConfigObject root = SweepFile.parse(file, heard);
    refuseUnknown(root, "", SWEEP_KEYS);
    return root;
  }

  private static List<Grid> grids(List<Layer> layers, Optional<Replicates> replicates) {
    return layers.stream()
        .map(layer -> replicates.map(r -> r.withSeeds(layer)).orElse(layer))
        .map(Grid::of)
        .toList();
  }

  private static String name(ConfigObject root, Path file) {
    if (!root.containsKey("name")) {
      throw new ConfigurationException(file + ": has no name; write one such as name = quickstart");
    }
    String name = Settings.of(root::get).text("name");
    if (!name.matches(NAME)) {
      throw SettingText.refusal(
          "name",
          root.get("name"),
          "must be up to 100 letters, digits and . _ - after a letter or digit");
    }
    return name;
  }

  /** What each grid says, the shared top of the file and the command line worked in. */
  static List<Layer> layers(
      ConfigObject root, Layer overrides, Function<ConfigObject, Layer> reading) {
    Layer top = reading.apply(root);
    if (!root.containsKey("grids")) {
      return List.of(top.refinedBy(overrides));
    }
    if (!(root.get("grids") instanceof ConfigList grids) || grids.isEmpty()) {
      throw SettingText.refusal(
          "grids", root.get("grids"), "must be a list of blocks [{ base, axes, ... }, ...]");
    }
    var layers = new ArrayList<Layer>();
    for (ConfigValue written : grids) {
      if (!(written instanceof ConfigObject grid)) {
        throw SettingText.refusal("grids", written, "must be blocks { base, axes, ... }");
      }
      refuseUnknown(grid, "grids.", GRID_KEYS);
      Layer layer = top.refinedBy(reading.apply(grid)).refinedBy(overrides);
      requireOneDesign(layer, grid);
      layers.add(layer);
    }
    return layers;
  }

  /** A block has one design at most: that of the top is left, where the grid's own is another. */
  private static void requireOneDesign(Layer layer, ConfigObject grid) {
    List<Axis.Designed> designs = designs(List.of(layer));
    if (designs.size() > 1) {
      Axis.Designed top = designs.get(0);
      throw SettingText.refusal(
          grid.get("design").origin(),
          String.format(
              Locale.ROOT,
              "grids.design over %s stands beside the design over %s of the file's top (%s): a grid"
                  + " has one at most; draw all of these settings in the grid's own, or list values"
                  + " under axes",
              String.join(", ", designs.get(1).paths()),
              String.join(", ", top.paths()),
              SettingText.where(top.origin())));
    }
  }

  private static void refuseUnknown(ConfigObject block, String prefix, List<String> keys) {
    block.keySet().stream()
        .filter(key -> !keys.contains(key))
        .min(Comparator.comparingInt(key -> block.get(key).origin().lineNumber()))
        .ifPresent(
            key -> {
              throw unknown(key, block.get(key), prefix, keys);
            });
  }

  /**
   * Returns if no key of a block of settings is one of the file's top.
   *
   * @param where the block's own key
   */
  static void refuseMisplaced(ConfigObject block, String where) {
    block.keySet().stream()
        .filter(SweepReader::isOfTheFile)
        .min(Comparator.comparingInt(key -> block.get(key).origin().lineNumber()))
        .ifPresent(
            key -> {
              throw misplaced(key, block.get(key), where);
            });
  }

  private static ConfigurationException misplaced(String key, ConfigValue value, String where) {
    return SettingText.refusal(
        value.origin(),
        String.format(Locale.ROOT, "%s must stand at the top of the file, not in %s", key, where));
  }

  /** A setting that stands outside {@code base} is the likeliest mistake of all. */
  private static ConfigurationException unknown(
      String key, ConfigValue value, String prefix, List<String> keys) {
    ReferenceSettings trial = ReferenceSettings.ofTrial();
    if (trial.contains(key) || trial.isBlock(key)) {
      return SettingText.refusal(
          value.origin(),
          String.format(
              Locale.ROOT, "unknown key %s%s (did you mean %sbase.%s?)", prefix, key, prefix, key));
    }
    if (isOfTheFile(key)) {
      return misplaced(key, value, prefix.replace(".", ""));
    }
    List<String> names = keys.stream().map(name -> prefix + name).toList();
    return SettingText.refusal(value.origin(), NearestName.unknownKey(prefix + key, names));
  }

  private static void checkSize(List<Grid> grids, Path file) {
    long cells = grids.stream().mapToLong(grid -> grid.checkedProduct(file.toString())).sum();
    if (cells > Grid.LARGEST) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: %d cells in %d grids are more than %d",
              file,
              cells,
              grids.size(),
              Grid.LARGEST));
    }
  }

  /** Settings on an axis of any grid, and those that grids set to different values. */
  private static List<String> varied(List<Grid> grids) {
    Set<String> varied = new HashSet<>();
    for (Grid grid : grids) {
      grid.axes().forEach(axis -> varied.addAll(axis.paths()));
    }
    for (String path : ReferenceSettings.ofTrial().defaults().keySet()) {
      if (grids.stream().map(g -> SettingText.normal(g.base().get(path))).distinct().count() > 1) {
        varied.add(path);
      }
    }
    return varied.stream().sorted(Comparator.comparingInt(Grid.Paths::rank)).toList();
  }

  /** The block {@code run} or {@code spark}: defaults, then the file, then the command line. */
  static Map<String, ConfigValue> settings(
      ConfigObject root, String block, ReferenceSettings known, Map<String, ConfigValue> words) {
    var values = new LinkedHashMap<>(known.defaults());
    if (root.containsKey(block)) {
      ConfigValue written = Objects.requireNonNull(root.get(block));
      if (written.valueType() != ConfigValueType.OBJECT) {
        throw SettingText.refusal(block, written, "must be a block { ... }");
      }
      values.putAll(known.flatten((ConfigObject) written, block + "."));
    }
    values.putAll(words);
    return values;
  }
}
