package org.espalier.model;

import java.util.function.IntConsumer;

/**
 * Is told the matrices of parameters that a model has, in the order in which the flat array holds
 * them. Sizes are whole numbers, but may be larger than any array.
 */
public interface ParameterMatrices {

  /**
   * One matrix.
   *
   * @param name unique within the model
   * @param rows at least 1
   * @param columns at least 1
   */
  void add(String name, double rows, double columns);

  /**
   * Those of several heads, which differ in their names alone.
   *
   * @param heads how many, at least 1
   * @param ofHead adds the matrices of a head, which are counted from 0
   */
  void addHeads(int heads, IntConsumer ofHead);
}
