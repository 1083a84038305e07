package org.espalier.model;

import static org.espalier.InvalidValueException.require;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Parameter.oneOf;
import static org.espalier.setting.Range.atLeast;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.setting.Declaration;

/**
 * The usual transformer, of pre-norm blocks without biases but those of the MLP:
 *
 * <pre>
 *   x_i     = wte[s_i] (+ wpe[i])
 *   z_i     = norm(x_i);  per head q = z Q_h, k = z K_h, v = z V_h of e = d / m_l entries
 *   score   = q_i k_j / sqrt(e) (+ what the positions add),  P_h = causal softmax(score)
 *   x_i    &lt;- x_i + sum_h (P_h v)_i O_h
 *   x_i    &lt;- x_i + relu(norm(x_i) U + b) D + c                 with hidden > 0
 *   output  = softmax(norm(x_i) W)
 * </pre>
 *
 * <p>Parameters: {@code wte} S x d, with learned positions {@code wpe} T x d; per layer, with a
 * norm, {@code attention-norm<l>} 2 x d (gain and shift), then {@code Q<l>}, {@code K<l>}, {@code
 * V<l>} d x d (heads side by side), {@code relative<l>} m_l x T (a number per head and distance) or
 * T x d (a vector per distance, heads side by side), {@code O<l>} d x d (heads one below the
 * other); with an MLP {@code mlp-norm<l>} 2 x d, {@code U<l>} d x m, {@code b<l>} m, {@code D<l>} m
 * x d, {@code c<l>} d; then {@code output-norm} 2 x d and {@code W} d x S.
 *
 * @param width d, a multiple of each layer's number of heads
 * @param hidden m, width of the MLP; 0: attention only
 * @param heads m_l per layer, each at least 1
 * @param positions how the model is told where a token stands
 * @param norm what norm(x) is
 */
public record Gpt(
    int width, int hidden, List<Integer> heads, PositionEncoding positions, NormKind norm)
    implements Model {

  static final Declaration<Gpt> SETTINGS =
      Declaration.of(
          "gpt",
          Gpt.class,
          integer("model.width", Gpt::width).within(atLeast(1)),
          integer("model.hidden", Gpt::hidden).within(atLeast(0)),
          integers("model.heads", Gpt::heads).within(Model::heads),
          oneOf("model.positions", PositionEncoding.class, PositionEncoding::label, Gpt::positions),
          oneOf("model.norm", NormKind.class, NormKind::label, Gpt::norm));

  /** Bytes of the attention that is kept. */
  private static final double MOST_ATTENTION = 16 << 20;

  private static final double USUAL_SCALE = 0.02;

  public Gpt {
    SETTINGS.check(width, hidden, heads, positions, norm);
    heads = List.copyOf(heads);
    for (int count : heads) {
      require(width % count == 0, "model.width", width, "must be a multiple of heads = " + count);
      require(
          positions != PositionEncoding.ROTARY || width / count % 2 == 0,
          "model.width",
          width,
          "must give each of "
              + count
              + " heads an even number of entries, for rotary positions turn pairs of them");
    }
  }

  /** There is no graph for SameDiff. */
  @Override
  public Set<EngineChoice> engines() {
    return Set.of(EngineChoice.KERNEL);
  }

  @Override
  public boolean predictsEverywhere() {
    return true;
  }

  @Override
  public OptionalDouble usualScale() {
    return OptionalDouble.of(USUAL_SCALE);
  }

  @Override
  public double deviation(ParameterLayout.Entry entry, double scale) {
    return switch (entry.name().charAt(0)) {
      case 'b', 'c' -> 0;
      case 'r' -> positions == PositionEncoding.RELATIVE ? 0 : scale;
      case 'O', 'D' -> scale / Math.sqrt(2.0 * heads.size());
      default -> scale;
    };
  }

  /** e, entries of a head's queries, keys and values in a layer, counted from 0. */
  public int headWidth(int layer) {
    return width / heads.get(layer);
  }

  /**
   * Whether the kernel keeps the attention of every head from the forward to the backward pass: it
   * does unless that takes more than 16 MB, and otherwise computes it twice.
   *
   * @param length T
   */
  boolean keepsAttention(int length) {
    return (double) totalHeads() * Float.BYTES * WIDTH * length * length <= MOST_ATTENTION;
  }

  /**
   * Attention matrices [T, T] of a tile that the kernel holds at a time.
   *
   * @param length T
   */
  public int attentionMatrices(int length) {
    return keepsAttention(length) ? totalHeads() : 1;
  }

  private int totalHeads() {
    return heads.stream().mapToInt(Integer::intValue).sum();
  }

  /** 2^(-8h/m) of head h of m, counted from 0 in {@code head}. */
  public static double alibiSlope(int head, int heads) {
    return Math.pow(2, -8.0 * (head + 1) / heads);
  }

  /** i 10000^(-2p/e), by which position i turns pair p of a head's e entries. */
  public static double rotaryAngle(int i, int pair, int headWidth) {
    return i * Math.pow(10_000, -2.0 * pair / headWidth);
  }

  @Override
  public void declareParameters(ParameterMatrices to, int vocab, int length) {
    to.add("wte", vocab, width);
    if (positions == PositionEncoding.LEARNED) {
      to.add("wpe", length, width);
    }
    for (int layer = 1; layer <= heads.size(); layer++) {
      addNorm(to, "attention-norm" + layer);
      to.add("Q" + layer, width, width);
      to.add("K" + layer, width, width);
      to.add("V" + layer, width, width);
      if (positions == PositionEncoding.RELATIVE) {
        to.add("relative" + layer, heads.get(layer - 1), length);
      } else if (positions == PositionEncoding.RELATIVE_QUERY) {
        to.add("relative" + layer, length, width);
      }
      to.add("O" + layer, width, width);
      if (hidden > 0) {
        addNorm(to, "mlp-norm" + layer);
        to.add("U" + layer, width, hidden);
        to.add("b" + layer, 1, hidden);
        to.add("D" + layer, hidden, width);
        to.add("c" + layer, 1, width);
      }
    }
    addNorm(to, "output-norm");
    to.add("W", width, vocab);
  }

  private void addNorm(ParameterMatrices to, String name) {
    if (norm == NormKind.LAYER) {
      to.add(name, 2, width);
    }
  }
}
