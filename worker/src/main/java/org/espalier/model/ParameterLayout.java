package org.espalier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

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

  /**
   * The layout of a model.
   *
   * @throws ArithmeticException if no array holds it ({@link ModelSize})
   */
  static ParameterLayout of(Model model, int vocab, int length) {
    var builder = new Builder();
    model.declareParameters(builder, vocab, length);
    return new ParameterLayout(builder.entries);
  }

  private static final class Builder implements ParameterMatrices {
    private final List<Entry> entries = new ArrayList<>();
    private int offset;

    @Override
    public void add(String name, double rows, double columns) {
      int size = Math.toIntExact((long) (rows * columns));
      entries.add(new Entry(name, (int) rows, (int) columns, offset));
      offset = Math.addExact(offset, size);
    }

    @Override
    public void addHeads(int heads, IntConsumer ofHead) {
      for (int h = 0; h < heads; h++) {
        ofHead.accept(h);
      }
    }
  }
}
