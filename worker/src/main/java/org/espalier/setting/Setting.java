package org.espalier.setting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A setting as a record or any of a family has it.
 *
 * @param path key in a sweep file, such as {@code task.vocab}
 * @param type of its value; null for what stands in the canonical form alone
 * @param off the value, as its column has it, that the canonical form leaves out; null if there is
 *     none
 * @param owners names of the variants that have it, if it belongs to variants of a family; empty if
 *     it always applies
 * @param conditional whether it applies only where a condition on other settings holds
 * @param value the value as its column has it; null where it does not apply or stands for none
 * @param identity the value as the canonical form has it; null where it is left out
 * @param <R> what has it
 */
public record Setting<R>(
    String path,
    Type<?> type,
    Object off,
    List<Owner> owners,
    boolean conditional,
    Function<R, Object> value,
    Function<R, Object> identity) {

  /**
   * A variant that a setting belongs to.
   *
   * @param choice path of the setting that chooses among variants: {@code graph.family}
   * @param variant name of the variant: {@code lag}
   */
  public record Owner(String choice, String variant) {}

  /** Its column of the table {@code trials}: {@code task_vocab}. */
  public String column() {
    return path.replace('.', '_').replace('-', '_');
  }

  /** Whether there are values of which its column has none. */
  public boolean isNullable() {
    return !alwaysApplies() || type.hasNone();
  }

  /** Whether it applies whatever the other settings are. */
  public boolean alwaysApplies() {
    return !conditional && owners.isEmpty();
  }

  /** The same setting of something that has an {@code R}, where it has one. */
  <S> Setting<S> of(Function<S, R> part) {
    return new Setting<>(
        path, type, off, owners, conditional, lifted(value, part), lifted(identity, part));
  }

  /** The same setting as a variant of a family has it. */
  Setting<R> ownedBy(Owner owner) {
    if (type == null) {
      return this;
    }
    var all = new ArrayList<Owner>(owners);
    all.add(owner);
    return new Setting<>(path, type, off, List.copyOf(all), conditional, value, identity);
  }

  private static <S, R> Function<S, Object> lifted(Function<R, Object> value, Function<S, R> part) {
    return whole -> {
      R found = part.apply(whole);
      return found == null ? null : value.apply(found);
    };
  }

  /** Settings of different variants that share a key as one, in the order of the first of each. */
  static <R> List<Setting<R>> merged(List<Setting<R>> settings) {
    Map<String, Setting<R>> byPath = new LinkedHashMap<>();
    settings.forEach(setting -> byPath.merge(setting.path(), setting, Setting::or));
    return List.copyOf(byPath.values());
  }

  private Setting<R> or(Setting<R> other) {
    if (other.type() != null && type.kind() != other.type().kind()) {
      throw new IllegalStateException(path + " is declared with two types");
    }
    var all = new ArrayList<Owner>(owners);
    all.addAll(other.owners());
    return new Setting<>(
        path,
        type,
        off,
        List.copyOf(all),
        conditional || other.conditional(),
        either(value, other.value()),
        either(identity, other.identity()));
  }

  private static <R> Function<R, Object> either(
      Function<R, Object> first, Function<R, Object> second) {
    return record -> {
      Object found = first.apply(record);
      return found == null ? second.apply(record) : found;
    };
  }
}
