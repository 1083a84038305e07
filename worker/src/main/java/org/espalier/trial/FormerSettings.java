package org.espalier.trial;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.function.Function;

/**
 * Ways of writing settings that sweep files of earlier versions have: {@code graph.family =
 * random-forest} with {@code graph.root-probability = uniform} was the uniform forest.
 */
final class FormerSettings {
  private static final String FAMILY = "graph.family";
  private static final String ROOT_PROBABILITY = "graph.root-probability";

  private FormerSettings() {}

  /** Whether a value was one of a setting's in an earlier version. */
  static boolean allows(String path, ConfigValue value) {
    return path.equals(ROOT_PROBABILITY) && "uniform".equals(value.unwrapped());
  }

  /** The same settings as they are written now. */
  static Function<String, ConfigValue> resolve(Function<String, ConfigValue> values) {
    if (!allows(ROOT_PROBABILITY, values.apply(ROOT_PROBABILITY))) {
      return values;
    }
    ConfigValue written = values.apply(FAMILY);
    ConfigValue family =
        "random-forest".equals(written.unwrapped())
            ? ConfigValueFactory.fromAnyRef("uniform-forest").withOrigin(written.origin())
            : written;
    ConfigValue usual = ReferenceSettings.ofTrial().defaults().get(ROOT_PROBABILITY);
    return path ->
        switch (path) {
          case FAMILY -> family;
          case ROOT_PROBABILITY -> usual;
          default -> values.apply(path);
        };
  }
}
