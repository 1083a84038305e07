package org.espalier.trial;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of specifications that were made of the same settings.
 *
 * <p>Neighbours in a sweep differ in a setting or two, mostly in none of these: the values of the
 * last trial are looked at first, by identity.
 */
final class PartCache<T> {
  private final List<String> paths;
  private final Map<List<ConfigValue>, T> parts = new HashMap<>();
  private List<ConfigValue> lastKey = List.of();
  private T last;

  PartCache(List<String> paths) {
    this.paths = paths;
  }

  /**
   * The part for some values.
   *
   * @param maker makes it if there is none for equal values
   */
  T part(Function<String, ConfigValue> values, Supplier<T> maker) {
    if (!isLast(values)) {
      var key = new ArrayList<ConfigValue>(paths.size());
      paths.forEach(path -> key.add(values.apply(path)));
      T part = parts.get(key);
      if (part == null) {
        part = maker.get();
        parts.put(key, part);
      }
      lastKey = key;
      last = part;
    }
    return last;
  }

  @SuppressWarnings("ReferenceEquality") // equal is answered by the map, the very same is faster
  private boolean isLast(Function<String, ConfigValue> values) {
    if (lastKey.isEmpty()) {
      return false;
    }
    for (int i = 0; i < paths.size(); i++) {
      if (lastKey.get(i) != values.apply(paths.get(i))) {
        return false;
      }
    }
    return true;
  }
}
