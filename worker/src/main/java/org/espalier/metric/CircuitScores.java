package org.espalier.metric;

import java.util.Arrays;
import java.util.Locale;

/**
 * Do the trained parameters hold the circuit that the paper constructs (Section 3 of arXiv
 * 2402.14735)?
 *
 * <p>In the construction the position-position block of A1 is large at (child, parent), so that
 * layer 1 copies the parent's token to each position; A2 compares the query with the copied token,
 * so that layer 2 attends to the positions whose parent's token is the one asked about; W reads the
 * tokens at those positions.
 *
 * <p>With d = S + T, the stream after layer 1 is [token S, position T, and for every head of layer
 * 1: copied token S, copied position T]. For the task with one parent the query is the last token,
 * so the token block of A2 for head g of layer 1 is rows 0..S-1, columns d(1+g)..d(1+g)+S-1. For
 * the task without a query what is asked about are the target's parents. The heads copied them, and
 * a block has rows d(1+f)..d(1+f)+S-1 for a head f; a parent at the last position is that
 * position's own token, with rows 0..S-1. Nothing says that the head which copies the first parent
 * to the last position copies the first parent elsewhere, so each head g is paired with one f, or
 * with the own token where it is a parent, such that the blocks are most diagonal in sum. Of the
 * output, the copy block for head h of the last layer, which reads a stream of width e, is rows
 * e(1+h)..e(1+h)+S-1 of W.
 *
 * @param positionShare share of the sum of squares of A1 that lies in its position-position block,
 *     over all heads; entries behind the causal mask count in neither; NaN if A1 is zero
 * @param tokens how diagonal the token blocks of A2 are, over all heads of both layers
 * @param copy how diagonal the copy blocks of W are, over all heads of the last layer
 */
public record CircuitScores(double positionShare, Diagonality tokens, Diagonality copy) {

  /** What the query of layer 2 is compared by. */
  public enum Query {
    /** The last token, as in the task with one parent for each position. */
    LAST_TOKEN,
    /** The tokens that layer 1 copied to the last position, as in the task without a query. */
    COPIED_TOKENS,
    /** These and the last token itself, where it is a parent of the target. */
    LAST_AND_COPIED_TOKENS
  }

  private static final Diagonality NONE = new Diagonality(Double.NaN, Double.NaN);

  /**
   * Scores a disentangled model of any depth. A model with one layer has no token block (NaN).
   *
   * @param attention [L][m_l][d_l][d_l] the matrices A of each layer and head
   * @param output [d_L][S] the matrix W
   * @throws IllegalArgumentException if the matrices do not fit each other
   */
  public static CircuitScores ofDisentangled(
      double[][][][] attention, double[][] output, int vocab, int length, Query query) {
    int width = vocab + length;
    for (double[][][] layer : attention) {
      for (double[][] head : layer) {
        requireShape(head, width, width);
      }
      width *= 1 + layer.length;
    }
    requireShape(output, width, vocab);
    int lastHeads = attention[attention.length - 1].length;
    int read = width / (1 + lastHeads);
    double[][][] copies = new double[lastHeads][][];
    for (int h = 0; h < lastHeads; h++) {
      copies[h] = block(output, read * (1 + h), 0, vocab);
    }
    return new CircuitScores(
        positionShare(attention[0], vocab),
        attention.length < 2 ? NONE : tokens(attention, vocab, length, query),
        Diagonality.of(copies));
  }

  /**
   * Scores the reduced model, in which A1 is all position block and nothing but tokens is copied:
   * the token blocks are those of A2, S rows by S columns, a column block for each head of layer 1;
   * the other scores are NaN.
   *
   * @param secondLayer [kS][kS] the matrix A2
   */
  public static CircuitScores ofReduced(double[][] secondLayer, int vocab, Query query) {
    int heads = secondLayer.length / vocab;
    requireShape(secondLayer, heads * vocab, heads * vocab);
    int[] copied = new int[heads];
    Arrays.setAll(copied, h -> h * vocab);
    // its query is the last token, and what all heads but the last copied to it
    int[] asked =
        query == Query.LAST_TOKEN ? new int[heads] : partners(secondLayer, copied, copied, vocab);
    return new CircuitScores(
        Double.NaN, Diagonality.of(blocks(secondLayer, asked, copied, vocab)), NONE);
  }

  private static double positionShare(double[][][] heads, int vocab) {
    double inBlock = 0;
    double all = 0;
    for (double[][] a : heads) {
      for (int u = 0; u < a.length; u++) {
        for (int v = 0; v < a.length; v++) {
          boolean positions = u >= vocab && v >= vocab;
          if (!positions || v <= u) {
            inBlock += positions ? a[u][v] * a[u][v] : 0;
            all += a[u][v] * a[u][v];
          }
        }
      }
    }
    return inBlock / all;
  }

  private static Diagonality tokens(double[][][][] attention, int vocab, int length, Query query) {
    int heads = attention[0].length;
    int[] copied = new int[heads];
    Arrays.setAll(copied, g -> (vocab + length) * (1 + g));
    double[][][] blocks = new double[attention[1].length * heads][][];
    for (int h = 0; h < attention[1].length; h++) {
      int[] asked = asked(attention[1][h], copied, vocab, query);
      double[][][] ofHead = blocks(attention[1][h], asked, copied, vocab);
      System.arraycopy(ofHead, 0, blocks, h * heads, heads);
    }
    return Diagonality.of(blocks);
  }

  /**
   * Rows of A2 with which each head's copies are compared.
   *
   * @param copied where the tokens begin that each head of layer 1 copied
   */
  private static int[] asked(double[][] a2, int[] copied, int vocab, Query query) {
    return switch (query) {
      case LAST_TOKEN -> new int[copied.length];
      case COPIED_TOKENS -> partners(a2, copied, copied, vocab);
      case LAST_AND_COPIED_TOKENS -> {
        int[] offered = new int[1 + copied.length]; // its own token first, at row 0
        System.arraycopy(copied, 0, offered, 1, copied.length);
        yield partners(a2, offered, copied, vocab);
      }
    };
  }

  /** One of the offered rows for each head that copies keys, no two alike. */
  private static int[] partners(double[][] a2, int[] offered, int[] copied, int vocab) {
    double[][] weights = new double[copied.length][offered.length];
    for (int g = 0; g < copied.length; g++) {
      for (int f = 0; f < offered.length; f++) {
        weights[g][f] = Diagonality.trace(block(a2, offered[f], copied[g], vocab));
      }
    }
    return Arrays.stream(OptimalAssignment.columnOfRow(weights)).map(f -> offered[f]).toArray();
  }

  private static double[][][] blocks(double[][] a2, int[] rows, int[] columns, int vocab) {
    double[][][] blocks = new double[columns.length][][];
    Arrays.setAll(blocks, g -> block(a2, rows[g], columns[g], vocab));
    return blocks;
  }

  private static double[][] block(double[][] matrix, int row, int column, int size) {
    double[][] block = new double[size][size];
    for (int s = 0; s < size; s++) {
      System.arraycopy(matrix[row + s], column, block[s], 0, size);
    }
    return block;
  }

  private static void requireShape(double[][] matrix, int rows, int columns) {
    if (matrix.length != rows || matrix[0].length != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix of %d x %d, expected %d x %d",
              matrix.length,
              matrix[0].length,
              rows,
              columns));
    }
  }
}
