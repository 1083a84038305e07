package org.espalier.model;

import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.atLeast;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;
import org.espalier.setting.Range;

/**
 * The shape of a transformer: what is computed, not with which numbers.
 *
 * <p>Section 2 of arXiv 2402.14735 unless said otherwise; S vocabulary size, T sequence length.
 */
public sealed interface Model extends Serializable
    permits Model.Disentangled, Model.Reduced, Model.Transformer, Gpt, Factored {

  /**
   * Says which parameters this shape has.
   *
   * @param to is told, in the order in which the flat array holds them
   * @param vocab S
   * @param length T
   */
  void declareParameters(ParameterMatrices to, int vocab, int length);

  /**
   * Where the parameters of this shape lie in the flat array.
   *
   * @throws ArithmeticException if no array holds them, which {@link ModelSize} refuses
   */
  default ParameterLayout layout(int vocab, int length) {
    return ParameterLayout.of(this, vocab, length);
  }

  /** The models, of which {@code model.family} chooses one. */
  @SuppressWarnings("ClassInitializationDeadlock") // the list is made when it is first needed
  Family<Model> FAMILY =
      Family.of(
          "model.family",
          Model.class,
          () ->
              List.of(
                  Disentangled.SETTINGS,
                  Reduced.SETTINGS,
                  Transformer.SETTINGS,
                  Gpt.SETTINGS,
                  Factored.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

  /** Attention heads per layer, first layer first. */
  List<Integer> heads();

  /**
   * The engines that can train it, at least one: a kernel, or SameDiff by the graph that {@code
   * SameDiffGraph} writes out.
   */
  default Set<EngineChoice> engines() {
    return Set.of(EngineChoice.KERNEL, EngineChoice.SAMEDIFF);
  }

  /**
   * The initial scale where {@code model.initial-scale} is {@code auto}; empty if the model does
   * not take that setting.
   */
  default OptionalDouble usualScale() {
    return OptionalDouble.empty();
  }

  /**
   * Standard deviation of the normal numbers that a matrix of parameters starts with; 0 for zeros.
   *
   * @param entry a matrix of its layout
   * @param scale the trial's initial scale
   */
  double deviation(ParameterLayout.Entry entry, double scale);

  /** Whether it predicts a next token at every position, not only at the last. */
  default boolean predictsEverywhere() {
    return false;
  }

  /**
   * Whether the first layer has scores that depend on positions alone, whose softmax is what it
   * does by position; else its attention is averaged over sequences.
   */
  default boolean hasPositionalAttention() {
    return false;
  }

  /**
   * The disentangled transformer: x_i = [onehot(s_i); onehot(i)], P_h = causal softmax(h A h^T), h
   * <- [h, P_1 h, .., P_m h], output softmax(h_{T-1} W).
   *
   * <p>Parameters: {@code A<l>.<h>} of d_l x d_l for each layer and head (counted from 1), then
   * {@code W} of d_L x S, where d_1 = S + T and d_{l+1} = d_l (1 + m_l).
   *
   * @param heads m_l per layer, each at least 1
   */
  record Disentangled(List<Integer> heads) implements Model {
    private static final Declaration<Disentangled> SETTINGS =
        Declaration.of(
            "disentangled",
            Disentangled.class,
            integers("model.heads", Disentangled::heads).within(Model::heads));

    private static final double APART = 1e-4;

    public Disentangled {
      SETTINGS.check(heads);
      heads = List.copyOf(heads);
    }

    /** 0 with one head in every layer; else a little, for equal heads would stay equal. */
    @Override
    public OptionalDouble usualScale() {
      return OptionalDouble.of(heads.stream().allMatch(count -> count == 1) ? 0 : APART);
    }

    @Override
    public double deviation(ParameterLayout.Entry entry, double scale) {
      return entry.name().equals("W") ? 0 : scale;
    }

    @Override
    public boolean predictsEverywhere() {
      return true;
    }

    @Override
    public boolean hasPositionalAttention() {
      return true;
    }

    /**
     * d_l, the width of the residual stream that layer {@code l} (from 0) reads; d_L at the end.
     */
    public int width(int layer, int vocab, int length) {
      int width = vocab + length;
      for (int l = 0; l < layer; l++) {
        width = Math.multiplyExact(width, 1 + heads.get(l));
      }
      return width;
    }

    @Override
    public void declareParameters(ParameterMatrices to, int vocab, int length) {
      double width = (double) vocab + length;
      for (int l = 0; l < heads.size(); l++) {
        int layer = l;
        double read = width;
        to.addHeads(heads.get(l), h -> to.add(attentionName(layer, h), read, read));
        width *= 1.0 + heads.get(l);
      }
      to.add("W", width, vocab);
    }
  }

  /**
   * The theory's reduced model (Section 4) with k heads of attention by position (k = 1 is the
   * paper's; more, as for Markov chains of order k, Varre, Yuce and Flammarion, arXiv 2508.12837):
   *
   * <pre>
   *   P_h     = softmax(A1_h) over positions, y_j = [P_1 E; ..; P_k E]_j with E the one-hot tokens
   *   keys_j  = y_j,  q = the first k parts of [e_{T-1}; y_{T-1}]
   *   w       = softmax_j(q A2 keys_j),  f = sum_j w_j e_{s_j}
   * </pre>
   *
   * <p>So the query is the last token and what the first k - 1 heads see from its position. The
   * paper's loss takes log(f + epsilon). Of that no distribution is the logarithm, for f + epsilon
   * sums to 1 + S epsilon: the prediction is (f + epsilon) / (1 + S epsilon), whose cross-entropy
   * is the paper's loss plus ln(1 + S epsilon), with the same gradient.
   *
   * <p>Parameters: {@code A1} of T x T, or {@code A1.<h>} of each head where there are several
   * (entries above the diagonal are masked), and {@code A2} of kS x kS.
   *
   * @param epsilon added to every probability inside the logarithm, from 1.2e-38, a normal number
   *     in single precision, to 1e6, of which single precision still tells a sum with 0.1
   * @param heads [k, 1]
   */
  record Reduced(double epsilon, List<Integer> heads) implements Model {
    private static final List<Integer> USUAL = List.of(1, 1);
    private static final double LEAST_EPSILON = 1.2e-38;
    private static final double MOST_EPSILON = 1e6;

    private static final Declaration<Reduced> SETTINGS =
        Declaration.of(
            "reduced",
            Reduced.class,
            real("model.epsilon", Reduced::epsilon)
                .within(
                    Range.<Double>above(0)
                        .and(
                            Range.of(
                                epsilon -> epsilon >= LEAST_EPSILON,
                                "must be at least 1.2e-38: smaller numbers are lost in single"
                                    + " precision, in which the model is computed"))
                        .and(
                            Range.of(
                                epsilon -> epsilon <= MOST_EPSILON,
                                "must be at most 1e6: of what is added to greater numbers little is"
                                    + " left in single precision, in which the model is computed"))),
            integers("model.heads", Reduced::heads).within(Reduced::shape).offAt(USUAL));

    public Reduced {
      SETTINGS.check(epsilon, heads);
      heads = List.copyOf(heads);
    }

    /** One head in each layer, as the theory has it. */
    public Reduced(double epsilon) {
      this(epsilon, USUAL);
    }

    private static Optional<String> shape(List<Integer> heads) {
      return heads.size() == 2 && heads.get(0) >= 1 && heads.get(1) == 1
          ? Optional.empty()
          : Optional.of("must be [k, 1] with k >= 1 for the reduced model");
    }

    /** 1 + S epsilon, the sum of f + epsilon over S symbols. */
    public double mass(int vocab) {
      return 1 + vocab * epsilon;
    }

    /** k. */
    public int positional() {
      return heads.get(0);
    }

    /** The name of the matrix A1 of a head of the first layer, counted from 0. */
    public String positionalName(int head) {
      return positional() == 1 ? "A1" : attentionName(0, head);
    }

    /** Nothing is drawn: A1 = 0, and A2 is the scale times the identity. */
    @Override
    public double deviation(ParameterLayout.Entry entry, double scale) {
      return 0;
    }

    @Override
    public boolean hasPositionalAttention() {
      return true;
    }

    @Override
    public void declareParameters(ParameterMatrices to, int vocab, int length) {
      to.addHeads(positional(), h -> to.add(positionalName(h), length, length));
      double width = (double) positional() * vocab;
      to.add("A2", width, width);
    }
  }

  /**
   * A transformer with learned token and position embeddings, attention and a ReLU MLP in every
   * layer (the paper's Figure 8), with the weight scaling of the authors' released code:
   *
   * <pre>
   *   h_i     = wte[s_i] + wpe[i]
   *   P_h     = causal softmax(h A_h h^T)                        for each head, no scaling
   *   z       = [P_1 h, .., P_m h] V
   *   u       = relu(z U sqrt(m/d) + b sqrt(m))
   *   h      &lt;- h + u O sqrt(d/m) + c sqrt(d)                   and so in every layer
   *   output  = softmax(h_{T-1} W)
   * </pre>
   *
   * <p>Attention and MLP are one residual branch: the MLP reads z, not h + z.
   *
   * <p>Parameters: {@code wte} S x d, {@code wpe} T x d, per layer {@code A<l>.<h>} d x d for each
   * head, {@code V<l>} (m_l d) x d, the MLP's {@code U<l>} d x m, {@code b<l>} m, {@code O<l>} m x
   * d, {@code c<l>} d, and the readout {@code W} d x S.
   *
   * @param width d, at least 1
   * @param hidden m, width of the MLP, at least 1
   * @param heads m_l per layer, each at least 1
   */
  record Transformer(int width, int hidden, List<Integer> heads) implements Model {
    private static final Declaration<Transformer> SETTINGS =
        Declaration.of(
            "transformer",
            Transformer.class,
            integer("model.width", Transformer::width).within(atLeast(1)),
            integer("model.hidden", Transformer::hidden).within(atLeast(1)),
            integers("model.heads", Transformer::heads).within(Model::heads));

    public Transformer {
      SETTINGS.check(width, hidden, heads);
      heads = List.copyOf(heads);
    }

    /** Whatever the scale, as in the authors' released code. */
    @Override
    public double deviation(ParameterLayout.Entry entry, double scale) {
      return "wVU".indexOf(entry.name().charAt(0)) >= 0 ? 1 / Math.sqrt(entry.columns()) : 0;
    }

    @Override
    public void declareParameters(ParameterMatrices to, int vocab, int length) {
      to.add("wte", vocab, width);
      to.add("wpe", length, width);
      for (int l = 0; l < heads.size(); l++) {
        int layer = l;
        to.addHeads(heads.get(l), h -> to.add(attentionName(layer, h), width, width));
        to.add("V" + (l + 1), (double) heads.get(l) * width, width);
        to.add("U" + (l + 1), width, hidden);
        to.add("b" + (l + 1), 1, hidden);
        to.add("O" + (l + 1), hidden, width);
        to.add("c" + (l + 1), 1, width);
      }
      to.add("W", width, vocab);
    }
  }

  /** The name of the attention matrix of a layer and head, both counted from 0: {@code A1.1}. */
  static String attentionName(int layer, int head) {
    return "A" + (layer + 1) + "." + (head + 1);
  }

  /** What is wrong with the heads per layer; empty if nothing is. */
  static Optional<String> heads(List<Integer> heads) {
    return !heads.isEmpty() && heads.stream().allMatch(h -> h >= 1)
        ? Optional.empty()
        : Optional.of("must name at least 1 head per layer");
  }
}
