package org.espalier.sweep;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One dimension of a grid: each of its points gives a value to one setting, or to a few that move
 * together.
 */
public sealed interface Axis {

  /** The settings that it varies. */
  List<String> paths();

  /** Number of points, at least 1. */
  int size();

  /** The values at a point, one for each of {@link #paths}. */
  List<ConfigValue> point(int index);

  /** What must hold for the axis to exist; empty if it always does. */
  default Optional<Condition> condition() {
    return Optional.empty();
  }

  /** What is left when some settings no longer vary. */
  Optional<Axis> without(Set<String> paths);

  /** Values one by one. */
  record Listed(String path, List<ConfigValue> values) implements Axis {
    @Override
    public List<String> paths() {
      return List.of(path);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public List<ConfigValue> point(int index) {
      return List.of(values.get(index));
    }

    @Override
    public Optional<Axis> without(Set<String> paths) {
      return paths.contains(path) ? Optional.empty() : Optional.of(this);
    }
  }

  /**
   * Values from a first to a last one, by a step or a factor.
   *
   * @param written as it stands in the sweep file
   */
  record Range(String path, ConfigValue written, List<ConfigValue> values) implements Axis {
    @Override
    public List<String> paths() {
      return List.of(path);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public List<ConfigValue> point(int index) {
      return List.of(values.get(index));
    }

    @Override
    public Optional<Axis> without(Set<String> paths) {
      return paths.contains(path) ? Optional.empty() : Optional.of(this);
    }
  }

  /**
   * Points that a design draws.
   *
   * @param origin where their number is written
   * @param values of each setting of the design, in the order of the points
   */
  record Designed(Design design, ConfigOrigin origin, List<List<ConfigValue>> values)
      implements Axis {
    @Override
    public List<String> paths() {
      return design.ranges().stream().map(DesignRange::path).toList();
    }

    @Override
    public int size() {
      return design.points();
    }

    @Override
    public List<ConfigValue> point(int index) {
      return values.stream().map(setting -> setting.get(index)).toList();
    }

    /** The settings that are left keep their values, one by one. */
    @Override
    public Optional<Axis> without(Set<String> paths) {
      if (paths().stream().noneMatch(paths::contains)) {
        return Optional.of(this);
      }
      List<Axis> listed =
          IntStream.range(0, values.size())
              .<Axis>mapToObj(d -> new Listed(paths().get(d), values.get(d)))
              .toList();
      return new Zipped(listed).without(paths);
    }
  }

  /** Axes of equal size that move together. */
  record Zipped(List<Axis> members) implements Axis {
    @Override
    public List<String> paths() {
      return members.stream().flatMap(member -> member.paths().stream()).toList();
    }

    @Override
    public int size() {
      return members.get(0).size();
    }

    @Override
    public List<ConfigValue> point(int index) {
      return members.stream().flatMap(member -> member.point(index).stream()).toList();
    }

    @Override
    public Optional<Axis> without(Set<String> paths) {
      List<Axis> left = members.stream().flatMap(m -> m.without(paths).stream()).toList();
      return switch (left.size()) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of(left.get(0));
        default -> Optional.of(new Zipped(left));
      };
    }
  }

  /** An axis that exists only in trials for which a condition holds. */
  record Conditional(Axis axis, Condition when) implements Axis {
    @Override
    public List<String> paths() {
      return axis.paths();
    }

    @Override
    public int size() {
      return axis.size();
    }

    @Override
    public List<ConfigValue> point(int index) {
      return axis.point(index);
    }

    @Override
    public Optional<Condition> condition() {
      return Optional.of(when);
    }

    @Override
    public Optional<Axis> without(Set<String> paths) {
      return axis.without(paths).map(left -> new Conditional(left, when));
    }
  }
}
