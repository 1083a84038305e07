package org.espalier.study;

import java.util.HashMap;
import java.util.Map;

/**
 * Cells in groups.
 *
 * @param group of each cell, from 0, numbered as they are met first
 * @param count number of groups
 */
record Grouping(int[] group, int count) {

  /** Cells with equal keys are a group. */
  static Grouping of(int[] keys) {
    Map<Integer, Integer> numbers = new HashMap<>();
    var group = new int[keys.length];
    for (int c = 0; c < keys.length; c++) {
      Integer number = numbers.putIfAbsent(keys[c], numbers.size());
      group[c] = number == null ? numbers.size() - 1 : number;
    }
    return new Grouping(group, numbers.size());
  }

  /** The group with the most cells; of several such, that which is met first. */
  int most() {
    var cells = new int[count];
    int most = 0;
    for (int one : group) {
      cells[one]++;
    }
    for (int g = 1; g < count; g++) {
      most = cells[g] > cells[most] ? g : most;
    }
    return most;
  }

  /** Cells that are together in both groupings. */
  Grouping with(Grouping other) {
    Map<Long, Integer> numbers = new HashMap<>();
    var both = new int[group.length];
    for (int c = 0; c < group.length; c++) {
      long key = (long) group[c] * other.count + other.group[c];
      Integer number = numbers.putIfAbsent(key, numbers.size());
      both[c] = number == null ? numbers.size() - 1 : number;
    }
    return new Grouping(both, numbers.size());
  }
}
