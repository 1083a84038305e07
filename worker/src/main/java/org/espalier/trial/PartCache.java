package org.espalier.trial;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The parts of specifications that were made of one block's settings.
 *
 * <p>Neighbours in a sweep differ in a setting or two, mostly in none of this block's: the values
 * of the last trial are looked at first, by identity.
 */
final class PartCache<T> {
  private final List<String> paths;
  private final Map<List<Object>, T> parts = new HashMap<>();
  private List<Object> lastKey = List.of();
  private T last;

  PartCache(List<String> paths) {
    this.paths = paths;
  }

  /**
   * The part for some values.
   *
   * @param context whatever else the part depends on
   * @param maker makes it if there is none for equal values
   */
  T part(Map<String, ConfigValue> values, Object context, Supplier<T> maker) {
    if (!isLast(values, context)) {
      var key = new ArrayList<Object>(paths.size() + 1);
      key.add(context);
      paths.forEach(path -> key.add(values.get(path)));
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
  private boolean isLast(Map<String, ConfigValue> values, Object context) {
    if (lastKey.isEmpty() || !lastKey.get(0).equals(context)) {
      return false;
    }
    for (int i = 0; i < paths.size(); i++) {
      if (lastKey.get(i + 1) != values.get(paths.get(i))) {
        return false;
      }
    }
    return true;
  }
}
