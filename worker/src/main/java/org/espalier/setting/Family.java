package org.espalier.setting;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.typesafe.config.ConfigList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sealed interface of which a setting chooses the variant.
 *
 * @param <F> the interface
 */
public final class Family<F> {
  private final String path;
  private final Class<F> family;
  private final Supplier<List<Declaration<? extends F>>> listed;
  private Map<String, Declaration<? extends F>> variants;

  private Family(String path, Class<F> family, Supplier<List<Declaration<? extends F>>> listed) {
    this.path = path;
    this.family = family;
    this.listed = listed;
  }

  /**
   * A family.
   *
   * @param path of the setting that chooses: {@code graph.family}
   * @param variants their declarations, looked at when they are first needed; a record that the
   *     interface permits must not be missing
   */
  public static <F> Family<F> of(
      String path, Class<F> family, Supplier<List<Declaration<? extends F>>> variants) {
    return new Family<>(path, family, variants);
  }

  /** The setting that chooses: {@code graph.family}. */
  public String path() {
    return path;
  }

  /** The variants by name, in order. */
  public synchronized Map<String, Declaration<? extends F>> variants() {
    if (variants == null) {
      var byName = new LinkedHashMap<String, Declaration<? extends F>>();
      listed.get().forEach(variant -> byName.put(variant.name(), variant));
      Set<Class<?>> declared =
          byName.values().stream().map(Declaration::record).collect(toUnmodifiableSet());
      if (!declared.equals(Set.copyOf(Arrays.asList(family.getPermittedSubclasses())))) {
        throw new IllegalStateException(
            "the variants of " + family + " must be declared, each with a name of its own");
      }
      variants = byName;
    }
    return variants;
  }

  /** The declaration of a value's variant. */
  public Declaration<? extends F> variant(F value) {
    return variants().values().stream()
        .filter(variant -> variant.record() == value.getClass())
        .findFirst()
        .orElseThrow();
  }

  /** The name by which a sweep file chooses a value's variant. */
  public String name(F value) {
    return variant(value).name();
  }

  /** The variant that settings choose, as they describe it. */
  public F read(Settings s) {
    Declaration<? extends F> chosen = s.choice(path, variants());
    F value = chosen.read(s);
    checkUnused(s, chosen);
    return value;
  }

  /**
   * Checks the values of variants that are not chosen: one that no variant allows could never be
   * right. An empty list stands for none.
   */
  private void checkUnused(Settings s, Declaration<? extends F> chosen) {
    var unused = new LinkedHashMap<String, List<Parameter<?, ?>>>();
    for (Declaration<? extends F> variant : variants().values()) {
      parameters(variant)
          .forEach(p -> unused.computeIfAbsent(p.path(), k -> new ArrayList<>()).add(p));
    }
    chosen.parts().forEach(part -> part.paths().forEach(unused::remove));
    unused.forEach(
        (key, parameters) -> {
          boolean none = s.value(key) instanceof ConfigList list && list.isEmpty();
          if (!none) {
            requireSome(s, key, parameters);
          }
        });
  }

  private static List<Parameter<?, ?>> parameters(Declaration<?> variant) {
    var parameters = new ArrayList<Parameter<?, ?>>();
    for (Part<?, ?> part : variant.parts()) {
      if (part instanceof Parameter<?, ?> parameter) {
        parameters.add(parameter);
      }
    }
    parameters.addAll(variant.inputs());
    return parameters;
  }

  /** What no variant allows is refused with what each of them would. */
  private static void requireSome(Settings s, String key, List<Parameter<?, ?>> parameters) {
    var complaints = new LinkedHashSet<String>();
    for (Parameter<?, ?> parameter : parameters) {
      Optional<String> complaint = parameter.complaint(s);
      if (complaint.isEmpty()) {
        return;
      }
      complaints.add(complaint.get());
    }
    throw s.refusal(key, String.join(" or ", complaints));
  }

  /** The names of the variants that have a setting. */
  public List<String> namesOf(String key) {
    return variants().values().stream()
        .filter(variant -> variant.paths().contains(key))
        .map(Declaration::name)
        .toList();
  }

  /** The setting that chooses, then those of the variants. */
  public List<Setting<F>> settings() {
    var settings = new ArrayList<Setting<F>>();
    settings.add(
        new Setting<>(
            path,
            Type.name(List.copyOf(variants().keySet())),
            null,
            List.of(),
            false,
            this::name,
            this::formerName));
    variants().values().forEach(variant -> settings.addAll(lifted(variant)));
    return Setting.merged(settings);
  }

  private Object formerName(F value) {
    return variant(value).identity().getOrDefault(path, name(value));
  }

  private <V extends F> List<Setting<F>> lifted(Declaration<V> variant) {
    Function<F, V> cast =
        value -> variant.record().isInstance(value) ? variant.record().cast(value) : null;
    var owner = new Setting.Owner(path, variant.name());
    return variant.settings().stream()
        .filter(setting -> !setting.path().equals(path))
        .map(setting -> setting.ownedBy(owner).of(cast))
        .toList();
  }

  /** A component of this family. */
  public <R> Part<R, F> in(Function<R, F> accessor) {
    return new Choice<>(this, accessor);
  }

  private record Choice<R, F>(Family<F> family, Function<R, F> accessor) implements Part<R, F> {
    @Override
    public Class<?> component() {
      return family.family;
    }

    @Override
    public List<String> paths() {
      var paths = new LinkedHashSet<String>();
      paths.add(family.path);
      family.variants().values().forEach(variant -> paths.addAll(variant.paths()));
      return List.copyOf(paths);
    }

    @Override
    public F read(Settings s) {
      return family.read(s);
    }

    @Override
    public void check(F component) {
      // its own constructor has
    }

    @Override
    public List<Setting<R>> settings() {
      return family.settings().stream().map(setting -> setting.of(accessor)).toList();
    }

    @Override
    public List<Parameter<?, ?>> inputs() {
      var inputs = new ArrayList<Parameter<?, ?>>();
      family.variants().values().forEach(variant -> inputs.addAll(variant.inputs()));
      return inputs;
    }
  }
}
