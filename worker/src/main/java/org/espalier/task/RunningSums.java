package org.espalier.task;

/**
 * Running sums of the rows of a transition matrix, and of mu, of many sequences side by side.
 *
 * @param array [S+1, stride, L], stride being S rounded up to a power of two; from entry S-1 of a
 *     row on they are above 1
 * @param vocab S, up to 64
 * @param lanes L, a power of two
 */
public record RunningSums(double[] array, int vocab, int lanes) {}
