package org.espalier.setting;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.InvalidValueException;

/**
 * The settings of a record: a part for each component, in their order.
 *
 * <pre>
 *   record Lag(int k) implements GraphFamily {
 *     private static final Declaration&lt;Lag&gt; SETTINGS =
 *         Declaration.of("lag", Lag.class, integer("graph.k", Lag::k).within(atLeast(1)));
 *
 *     public Lag {
 *       SETTINGS.check(k);
 *     }
 *   }
 * </pre>
 *
 * <p>Whatever has to do with settings follows from it. A component without a part is an error when
 * the class is loaded.
 *
 * @param <R> the record
 */
public final class Declaration<R> {
  private final String name;
  private final Class<R> record;
  private final List<Part<R, ?>> parts;
  private final Constructor<R> constructor;
  private final List<Parameter<?, ?>> inputs;
  private final Map<String, String> identity;

  private Declaration(
      String name,
      Class<R> record,
      List<Part<R, ?>> parts,
      List<Parameter<?, ?>> inputs,
      Map<String, String> identity) {
    this.name = name;
    this.record = record;
    this.parts = parts;
    this.constructor = constructor(record, parts);
    this.inputs = inputs;
    this.identity = identity;
  }

  /**
   * The declaration of a record.
   *
   * @param parts one for each component, in their order
   * @throws IllegalStateException if they do not fit the components
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are only listed
  public static <R extends Record> Declaration<R> of(Class<R> record, Part<R, ?>... parts) {
    return new Declaration<>("", record, List.of(parts), List.of(), Map.of());
  }

  /**
   * The declaration of a variant of a family.
   *
   * @param name by which a sweep file chooses it
   * @param parts one for each component, in their order
   * @throws IllegalStateException if they do not fit the components
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are only listed
  public static <R extends Record> Declaration<R> of(
      String name, Class<R> record, Part<R, ?>... parts) {
    return new Declaration<>(name, record, List.of(parts), List.of(), Map.of());
  }

  /** The same declaration with further keys, from which components may be found instead. */
  public Declaration<R> readFrom(Parameter<?, ?>... further) {
    return new Declaration<>(name, record, parts, List.of(further), identity);
  }

  /**
   * The same declaration of a variant that the canonical form describes otherwise: as it was when
   * the variant was a case of another, so that ids stay.
   *
   * @param former what stands in the canonical form, by key
   */
  public Declaration<R> identifiedBy(Map<String, String> former) {
    return new Declaration<>(name, record, parts, inputs, Map.copyOf(former));
  }

  private static <R> Constructor<R> constructor(Class<R> record, List<Part<R, ?>> parts) {
    RecordComponent[] components = record.getRecordComponents();
    boolean fits = components.length == parts.size();
    for (int i = 0; fits && i < components.length; i++) {
      fits = boxed(components[i].getType()) == parts.get(i).component();
    }
    if (!fits) {
      throw new IllegalStateException(
          "the parts of "
              + record.getSimpleName()
              + " must be those of its components "
              + Arrays.toString(components));
    }
    try {
      return record.getDeclaredConstructor(
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  private static Class<?> boxed(Class<?> type) {
    if (type == int.class) {
      return Integer.class;
    }
    if (type == long.class) {
      return Long.class;
    }
    if (type == boolean.class) {
      return Boolean.class;
    }
    return type == double.class ? Double.class : type;
  }

  /**
   * Checks the range of each component, for the record's constructor.
   *
   * @param components in their order
   * @throws InvalidValueException for the first that is not allowed
   */
  public void check(Object... components) {
    for (int i = 0; i < components.length; i++) {
      check(parts.get(i), components[i]);
    }
  }

  @SuppressWarnings("unchecked") // a component is of the type of its part
  private static <T> void check(Part<?, T> part, Object component) {
    part.check((T) component);
  }

  /**
   * The record that settings describe.
   *
   * @throws org.espalier.ConfigurationException for a value that is not allowed
   */
  public R read(Settings s) {
    return make(s, parts.stream().map(part -> (Object) part.read(s)).toArray());
  }

  /**
   * The record of some components that were read.
   *
   * @throws org.espalier.ConfigurationException if it refuses them
   */
  public R make(Settings s, Object... components) {
    try {
      return constructor.newInstance(components);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException refused) {
        throw s.refusal(refused.component(), refused.allowed());
      }
      throw new IllegalStateException(record + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record + " cannot be made", e);
    }
  }

  /** The name by which a family knows it; empty if it is of none. */
  public String name() {
    return name;
  }

  /** The record. */
  public Class<R> record() {
    return record;
  }

  /** A part for each component, in their order. */
  public List<Part<R, ?>> parts() {
    return parts;
  }

  /** What the canonical form says instead, by key; empty if it says what is declared. */
  Map<String, String> identity() {
    return identity;
  }

  /** The keys that it is read from. */
  public List<String> paths() {
    var paths = new ArrayList<String>();
    parts.forEach(part -> paths.addAll(part.paths()));
    inputs.forEach(input -> paths.add(input.path()));
    return paths;
  }

  /** The settings that tell one such record from another. */
  public List<Setting<R>> settings() {
    var settings = new ArrayList<Setting<R>>();
    parts.forEach(part -> settings.addAll(part.settings()));
    identity.forEach(
        (path, value) ->
            settings.add(new Setting<>(path, null, null, List.of(), false, r -> null, r -> value)));
    return settings;
  }

  /** Keys that are read without being settings of their own. */
  public List<Parameter<?, ?>> inputs() {
    var all = new ArrayList<Parameter<?, ?>>(inputs);
    parts.forEach(part -> all.addAll(part.inputs()));
    return all;
  }
}
