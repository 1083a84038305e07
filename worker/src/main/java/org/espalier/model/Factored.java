package org.espalier.model;

import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Range.atLeast;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.setting.Declaration;

/**
 * The disentangled transformer with its attention matrices in two factors, as practice trains them
 * where the theory merges them: P_h = causal softmax(h Q (h K)^T), h &lt;- [h, P_1 h, .., P_m h],
 * output softmax(h_{T-1} W). A = Q K^T has at most rank r, and where both factors are 0 their
 * gradients are 0 as well.
 *
 * <p>Parameters: {@code Q<l>.<h>} and {@code K<l>.<h>} of d_l x r for each layer and head (counted
 * from 1), then {@code W} of d_L x S, where d_1 = S + T and d_{l+1} = d_l (1 + m_l).
 *
 * @param heads m_l per layer, each at least 1
 * @param rank r, at least 1
 */
public record Factored(List<Integer> heads, int rank) implements Model {
  static final Declaration<Factored> SETTINGS =
      Declaration.of(
          "factored",
          Factored.class,
          integers("model.heads", Factored::heads).within(Model::heads),
          integer("model.rank", Factored::rank).within(atLeast(1)));

  /** Far enough from 0 that training leaves it. */
  private static final double USUAL_SCALE = 0.1;

  public Factored {
    SETTINGS.check(heads, rank);
    heads = List.copyOf(heads);
  }

  /** The name of a factor of a layer and head, both counted from 0: {@code Q1.1}. */
  public static String factorName(String factor, int layer, int head) {
    return factor + (layer + 1) + "." + (head + 1);
  }

  @Override
  public void declareParameters(ParameterMatrices to, int vocab, int length) {
    double width = (double) vocab + length;
    for (int l = 0; l < heads.size(); l++) {
      int layer = l;
      double read = width;
      to.addHeads(
          heads.get(l),
          h -> {
            to.add(factorName("Q", layer, h), read, rank);
            to.add(factorName("K", layer, h), read, rank);
          });
      width *= 1.0 + heads.get(l);
    }
    to.add("W", width, vocab);
  }

  @Override
  public Set<EngineChoice> engines() {
    return Set.of(EngineChoice.SAMEDIFF);
  }

  @Override
  public OptionalDouble usualScale() {
    return OptionalDouble.of(USUAL_SCALE);
  }

  @Override
  public double deviation(ParameterLayout.Entry entry, double scale) {
    return entry.name().equals("W") ? 0 : scale;
  }
}
