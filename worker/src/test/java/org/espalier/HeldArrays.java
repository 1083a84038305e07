package org.espalier;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What an object holds in memory, counted array by array. */
public final class HeldArrays {

  private HeldArrays() {}

  /** The bytes of all arrays of numbers that can be reached. */
  public static long bytes(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> left = new ArrayDeque<>(List.of(root));
    long bytes = 0;
    while (!left.isEmpty()) {
      Object next = left.pop();
      if (seen.add(next)) {
        bytes += ofArray(next);
        parts(next).forEach(left::push);
      }
    }
    return bytes;
  }

  private static long ofArray(Object object) {
    Class<?> entry = object.getClass().getComponentType();
    if (entry == null || !entry.isPrimitive()) {
      return 0;
    }
    int size = entry == double.class || entry == long.class ? 8 : 4;
    return (long) size * Array.getLength(object);
  }

  private static List<Object> parts(Object object) {
    Stream<?> parts;
    if (object instanceof Object[] array) {
      parts = Stream.of(array);
    } else if (object instanceof Collection<?> collection) {
      parts = collection.stream();
    } else if (object instanceof Map<?, ?> map) {
      parts = map.values().stream();
    } else if (object.getClass().getName().startsWith("org.espalier")) {
      parts = fields(object.getClass()).map(field -> value(field, object));
    } else {
      parts = Stream.empty();
    }
    return parts.filter(part -> part != null).map(part -> (Object) part).toList();
  }

  private static Stream<Field> fields(Class<?> type) {
    return Stream.<Class<?>>iterate(type, c -> c != null, Class::getSuperclass)
        .flatMap(c -> Stream.of(c.getDeclaredFields()))
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .filter(field -> !field.getType().isPrimitive());
  }

  private static Object value(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
