package org.espalier.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.espalier.ConfigurationException;
import org.espalier.InvalidValueException;
import org.espalier.model.ModelSize;
import org.espalier.setting.Part;
import org.espalier.setting.Settings;

/**
 * Makes trial specifications of settings.
 *
 * <p>Settings that do not apply ({@code graph.k} of a chain) change nothing, but must be within
 * their ranges all the same. A reader remembers the parts that it has made, so that the trials of a
 * sweep share them; it is for one thread.
 */
public final class TrialSpecReader {
  private final GraphFiles files = new GraphFiles();
  private final List<PartReader<?>> parts =
      TrialSpec.SETTINGS.parts().stream().<PartReader<?>>map(PartReader::of).toList();

  /** Reads a part, once for equal values of the settings that it is made of. */
  private record PartReader<T>(Part<TrialSpec, T> part, PartCache<T> cache) {
    static <T> PartReader<T> of(Part<TrialSpec, T> part) {
      return new PartReader<>(part, new PartCache<>(part.paths()));
    }

    T read(Function<String, ConfigValue> values) {
      return cache.part(values, () -> part.read(Settings.of(values)));
    }
  }

  /**
   * The trial that a configuration describes, on top of the defaults.
   *
   * @param trial settings by their paths ({@code task.vocab}), without {@code espalier.trial}
   * @throws ConfigurationException for a key that does not exist or a value that is not allowed
   */
  public TrialSpec read(Config trial) {
    var values = new HashMap<>(ReferenceSettings.ofTrial().defaults());
    values.putAll(ReferenceSettings.ofTrial().flatten(trial.root(), ""));
    return read(values);
  }

  /**
   * The trial that settings describe.
   *
   * @param values a value for every path of {@link ReferenceSettings#ofTrial}
   * @throws ConfigurationException for a value that is not allowed, or a model of more parameters
   *     than an array holds
   */
  public TrialSpec read(Map<String, ConfigValue> values) {
    Function<String, ConfigValue> resolved = files.resolve(FormerSettings.resolve(values::get));
    Object[] components = parts.stream().map(part -> part.read(resolved)).toArray();
    Settings blaming = blaming(values);
    TrialSpec spec = TrialSpec.SETTINGS.make(blaming, components);
    try {
      ModelSize.requireRoom(spec.model(), spec.task().vocab(), spec.task().length());
    } catch (InvalidValueException e) {
      throw blaming.refusal(e.component(), e.allowed());
    }
    return spec;
  }

  /** Settings that blame the index where the parents at fault are from a file. */
  private static Settings blaming(Map<String, ConfigValue> values) {
    boolean fromFile = GraphFiles.isNamed(Settings.of(values::get));
    Function<String, String> blamed =
        path -> path.equals(GraphFiles.PARENTS) && fromFile ? GraphFiles.INDEX : path;
    return Settings.of(blamed::apply, path -> values.get(blamed.apply(path)));
  }
}
