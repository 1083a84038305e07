package org.espalier.model;

import static org.espalier.model.Model.attentionName;

/**
 * The dimensions of a two-layer disentangled transformer, bound once.
 *
 * <p>The last position is the only one that layer 2 asks a query for. Its residual stream after
 * layer 1 is [onehot(s); onehot(T-1); y^1; ..], y^h = P^h_{T-1} X. Of the one-hot position a
 * constant 1 is left, so the <i>query features</i> are [onehot(s) (S); 1; y^1 (D); ..; y^m1 (D)].
 * The <i>output features</i> are these and, for each head of layer 2, its average of the residual
 * stream (D1).
 *
 * @param vocab S
 * @param length T
 * @param heads1 m_1, heads of layer 1
 * @param heads2 m_2, heads of layer 2
 */
record TwoLayerShape(int vocab, int length, int heads1, int heads2) {

  /** D = S + T, the width of the embedding. */
  int width() {
    return vocab + length;
  }

  /** D1 = D (1 + m_1), the width of the residual stream that layer 2 reads. */
  int width1() {
    return width() * (1 + heads1);
  }

  /** Rows of the one-hot token and the constant. */
  int fixedFeatures() {
    return vocab + 1;
  }

  /** Rows of the query features. */
  int queryFeatures() {
    return fixedFeatures() + heads1 * width();
  }

  /** Rows of the output features. */
  int outputFeatures() {
    return queryFeatures() + queries();
  }

  /** Rows of the queries of all heads of layer 2, q = h1_{T-1} A2: m_2 D1. */
  int queries() {
    return heads2 * width1();
  }

  /**
   * Row of y^h among the features.
   *
   * @param h from 0
   */
  int layer1Row(int h) {
    return fixedFeatures() + h * width();
  }

  /**
   * Row, among the output features, of the average that head g of layer 2 takes.
   *
   * @param part 0 for the embedding's, 1 + h for that of head h of layer 1
   */
  int layer2Row(int g, int part) {
    return queryFeatures() + queryRow(g, part);
  }

  /** Row of a head's query for a part of the residual stream, see {@link #layer2Row}. */
  int queryRow(int g, int part) {
    return g * width1() + part * width();
  }

  /** Offset of the matrix of head {@code h} of layer 1 among the parameters. */
  int layer1At(ParameterLayout layout, int h) {
    return layout.entry(attentionName(0, h)).offset();
  }

  /** Offset of the matrix of head {@code g} of layer 2 among the parameters. */
  int layer2At(ParameterLayout layout, int g) {
    return layout.entry(attentionName(1, g)).offset();
  }

  /** The row of the residual stream that a feature stands for. */
  int residualRow(int feature) {
    // The constant stands for the last position, and is followed by the parts after the embedding.
    return feature < vocab ? feature : feature + width() - fixedFeatures();
  }
}
