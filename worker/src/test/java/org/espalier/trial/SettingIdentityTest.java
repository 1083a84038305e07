package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.InvalidValueException;
import org.espalier.graph.GraphFamily;
import org.espalier.model.Model;
import org.espalier.setting.Family;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.junit.jupiter.api.Test;

/**
 * Every component of every record that a specification is made of is part of the trial's identity.
 *
 * <p>Records are taken apart by reflection: what a declaration says is not believed. A trial of
 * every variant of every family is changed in one component at a time.
 */
class SettingIdentityTest {
  private static final List<Family<?>> FAMILIES =
      List.of(
          GraphFamily.FAMILY,
          TransitionPrior.FAMILY,
          Model.FAMILY,
          Optimizer.FAMILY,
          Algorithm.FAMILY);

  /** What a variant needs beside its name to be a trial of 6 tokens. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "explicit", "graph.parents = [-1, 0, 0, 1, 2]",
          "asymmetric", "task.alphas = [0.1, 0.2, 0.3]",
          "staged", "model.family = reduced",
          "mixture", "graph.structures = [1, 2, { family = dag, k = 2, pattern = random }]");

  /** Components that mean nothing in some trials, and must matter in others. */
  private static final Set<String> NOT_ALWAYS =
      Set.of("Violations.cycleSweeps", "TrialSpec.initialScale");

  private final Map<String, TrialSpec> byId = new HashMap<>();
  private final Set<String> met = new LinkedHashSet<>();
  private final Set<String> matters = new LinkedHashSet<>();

  private static Stream<TrialSpec> bases() {
    Stream<String> variants =
        FAMILIES.stream()
            .flatMap(
                family ->
                    family.variants().keySet().stream()
                        .map(n -> family.path() + " = " + n + "\n" + NEEDS.getOrDefault(n, "")));
    return Stream.concat(
            variants,
            Stream.of(
                "graph.cyclic = 0.5",
                "graph { family = dag, pattern = consecutive }",
                "graph.family = dag, model.family = gpt",
                "task { pool = 1, alpha = 1 }",
                "rivals.methods = [chow-liu]"))
        .map(
            text ->
                new TrialSpecReader()
                    .read(
                        ConfigFactory.parseString(
                            "task.length = 6\n"
                                + text
                                + "\nevaluation.shifts = [{ alpha = 1, flip = 0.25, pool = 0 }]")));
  }

  @Test
  void everyComponentChangesTheIdAndNoTwoSpecificationsShareOne() {
    bases().forEach(this::vary);
    assertThat(met).as("components that mattered").isEqualTo(matters);
    assertThat(records())
        .as("components that were varied")
        .allSatisfy(component -> assertThat(met).contains(component));
  }

  /** Every component of every record and variant, down to those that are no records themselves. */
  private static Set<String> records() {
    Set<String> all = new LinkedHashSet<>();
    collect(TrialSpec.class, all);
    return all;
  }

  private static void collect(Class<?> type, Set<String> all) {
    if (type.isSealed()) {
      for (Class<?> variant : type.getPermittedSubclasses()) {
        collect(variant, all);
      }
    } else if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!component.getType().isRecord()) {
          all.add(name(component));
        }
        collect(component.getType(), all);
      }
    }
  }

  private static String name(RecordComponent component) {
    return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
  }

  private void vary(TrialSpec base) {
    remember(base);
    for (Change change : changes(base)) {
      TrialSpec changed = (TrialSpec) change.changed();
      if (changed.equals(base)) {
        continue; // another way of saying what is the case already
      }
      met.add(change.component());
      if (changed.id().equals(base.id())) {
        assertThat(NOT_ALWAYS)
            .as("changed to no effect, from %s", base)
            .contains(change.component());
      } else {
        matters.add(change.component());
        remember(changed);
      }
    }
  }

  private void remember(TrialSpec spec) {
    TrialSpec known = byId.putIfAbsent(spec.id().value(), spec);
    assertThat(known == null || known.equals(spec))
        .as("%s and %s share an id", known, spec)
        .isTrue();
  }

  /**
   * A record with another value of one component, of its own or of a record within.
   *
   * @param component which: {@code Lag.k}
   */
  private record Change(String component, Object changed) {}

  private static List<Change> changes(Object record) {
    var changes = new ArrayList<Change>();
    RecordComponent[] components = record.getClass().getRecordComponents();
    for (int c = 0; c < components.length; c++) {
      Object value = value(components[c], record);
      for (Object other : others(value, components[c])) {
        add(changes, name(components[c]), record, c, other);
      }
      if (value instanceof Record inner) {
        for (Change change : changes(inner)) {
          add(changes, change.component(), record, c, change.changed());
        }
      }
    }
    return changes;
  }

  private static void add(
      List<Change> changes, String name, Object record, int component, Object other) {
    try {
      changes.add(new Change(name, with(record, component, other)));
    } catch (InvalidValueException e) {
      // no such specification
    }
  }

  /** Other values of a component, some of which may not be allowed. */
  private static List<Object> others(Object value, RecordComponent component) {
    Class<?> type = component.getType();
    if (value instanceof Integer number) {
      return List.of(number + 1, number + 2);
    }
    if (value instanceof Long number) {
      return List.of(number + 1);
    }
    if (value instanceof Double number) {
      return Stream.of(number * 0.5 + 0.1, number * 0.5 + 0.35)
          .filter(other -> !other.equals(number))
          .collect(Collectors.toList());
    }
    if (value instanceof Enum<?> word) {
      return Arrays.stream(word.getDeclaringClass().getEnumConstants())
          .filter(other -> other != word)
          .collect(Collectors.toList());
    }
    if (value instanceof OptionalLong) {
      return List.of(OptionalLong.of(0), OptionalLong.of(7));
    }
    if (value instanceof List<?> list) {
      Object[] constants = element(component).getEnumConstants();
      return constants == null
          ? lists(list, component)
          : constants.length == 1
              ? List.of(List.of(constants[0]))
              : List.of(List.of(constants[0]), List.of(constants[1], constants[0]));
    }
    if (type.isSealed()) {
      return bases().map(base -> find(base, type)).filter(o -> !o.equals(value)).toList();
    }
    return List.of();
  }

  /** What a component that is a list is a list of. */
  private static Class<?> element(RecordComponent component) {
    return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
  }

  private static List<Object> records(Object record) {
    return changes(record).stream().map(Change::changed).toList();
  }

  private static List<Object> lists(List<?> list, RecordComponent component) {
    if (list.isEmpty()) {
      return List.of(List.of(3), List.of(3, 4));
    }
    var others = new ArrayList<Object>();
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      List<Object> values =
          element instanceof Record ? records(element) : others(element, component);
      for (Object other : values) {
        var changed = new ArrayList<Object>(list);
        changed.set(i, other);
        others.add(changed);
      }
    }
    return others;
  }

  private static Object find(TrialSpec spec, Class<?> type) {
    if (type == TransitionPrior.class) {
      return spec.task().prior();
    }
    if (type == Optimizer.class) {
      return spec.training().optimizer();
    }
    if (type == Algorithm.class) {
      return spec.training().algorithm();
    }
    return type == Model.class ? spec.model() : spec.graph();
  }

  private static Object value(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object with(Object record, int component, Object other) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = Arrays.stream(components).map(c -> value(c, record)).toArray();
    values[component] = other;
    try {
      Constructor<?> constructor =
          record
              .getClass()
              .getDeclaredConstructor(
                  Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
