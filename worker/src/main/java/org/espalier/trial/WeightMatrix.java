package org.espalier.trial;

/**
 * One trained parameter matrix.
 *
 * @param name as in {@link org.espalier.model.ParameterLayout}
 * @param rows number of rows
 * @param columns number of columns
 * @param values [rows * columns], row major
 */
public record WeightMatrix(String name, int rows, int columns, float[] values) {}
