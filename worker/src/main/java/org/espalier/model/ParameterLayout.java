package org.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each named matrix lies in the one flat array that holds all parameters of a model, row
 * major and without gaps.
 *
 * @param entries the matrices in the order of their offsets
 */
public record ParameterLayout(List<Entry> entries) {

  /**
   * One matrix.
   *
   * @param name unique within the layout
   * @param rows at least 1
   * @param columns at least 1
   * @param offset index of its first entry in the flat array
   */
  public record Entry(String name, int rows, int columns, int offset) {
    /** Number of entries. */
    public int size() {
      return rows * columns;
    }
  }

  public ParameterLayout {
    entries = List.copyOf(entries);
  }

  /** Length of the flat array. */
  public int size() {
    Entry last = entries.get(entries.size() - 1);
    return last.offset() + last.size();
  }

  /**
   * The matrix of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Entry entry(String name) {
    return entries.stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter " + name + " in " + this));
  }

  static Builder builder() {
    return new Builder();
  }

  static final class Builder {
    private final List<Entry> entries = new ArrayList<>();
    private int offset;

    Builder add(String name, int rows, int columns) {
      entries.add(new Entry(name, rows, columns, offset));
      offset = Math.addExact(offset, Math.multiplyExact(rows, columns));
      return this;
    }

    ParameterLayout build() {
      return new ParameterLayout(entries);
    }
  }
}
