/**
 * The inner loops of {@code org.espalier.model} on the Vector API. Only packages named {@code
 * vector} may use {@code jdk.incubator.vector}: they are compiled apart and loaded by name ({@link
 * org.espalier.simd.VectorApi}), so that everything else runs where that module is absent.
 *
 * <p>Vectors stay in registers only while every method that touches them is inlined and the species
 * is a constant. Hence small methods, local variables instead of arrays of vectors, and a species
 * in a static final field.
 */
package org.espalier.model.vector;
