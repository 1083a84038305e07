package org.espalier.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.espalier.model.AttentionMaps;
import org.espalier.model.EngineChoice;
import org.espalier.model.Factored;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngine;
import org.espalier.model.GradientEngines;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.Parameters;
import org.espalier.model.PositionEncoding;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class AttributionTest {
  private static final int VOCAB = 3;
  private static final int LENGTH = 6;

  static Stream<Model> models() {
    Stream<Model> others =
        Stream.of(
            new Model.Disentangled(List.of(1, 1)),
            new Model.Disentangled(List.of(3, 2)),
            new Model.Disentangled(List.of(1, 2, 1)),
            new Factored(List.of(1, 1), 4),
            new Factored(List.of(2, 1, 1), 3),
            new Model.Reduced(0.01),
            new Model.Reduced(0.01, List.of(3, 1)),
            new Model.Transformer(6, 8, List.of(1, 1)),
            new Model.Transformer(6, 8, List.of(2, 1, 1)));
    Stream<Model> gpts =
        Stream.of(
            gpt(PositionEncoding.LEARNED, 0, NormKind.LAYER),
            gpt(PositionEncoding.NONE, 6, NormKind.LAYER),
            gpt(PositionEncoding.RELATIVE, 0, NormKind.NONE),
            gpt(PositionEncoding.RELATIVE_QUERY, 0, NormKind.LAYER),
            gpt(PositionEncoding.ROTARY, 6, NormKind.NONE),
            gpt(PositionEncoding.ALIBI, 6, NormKind.LAYER));
    return Stream.concat(others, gpts);
  }

  private static Gpt gpt(PositionEncoding positions, int hidden, NormKind norm) {
    return new Gpt(8, hidden, List.of(2, 1, 2), positions, norm);
  }

  private static void noPause() {}

  @ParameterizedTest
  @MethodSource("models")
  void theLossIsThatOfTheKernel(Model model) {
    SequenceBatch batch = batch(9);
    double[] numbers = numbers(model);
    Attribution found =
        Attribution.of(model, numbers, batch, AttributionTest::noPause).orElseThrow();
    try (GradientEngine engine =
        GradientEngines.create(model, VOCAB, LENGTH, batch.size(), EngineChoice.AUTO)) {
      double expected = engine.loss(batch, Nd4j.createFromArray(numbers).castTo(DataType.FLOAT));
      assertThat(found.loss()).isCloseTo(expected, within(2e-5 * (1 + Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientTimesAttentionIsThatOfCentralDifferences(Model model) {
    SequenceBatch batch = batch(4);
    double[] numbers = numbers(model);
    Attribution found =
        Attribution.of(model, numbers, batch, AttributionTest::noPause).orElseThrow();
    double step = 1e-5;
    for (int i = 0; i < LENGTH - 1; i++) {
      for (int j = 0; j <= i; j++) {
        double slope =
            (lossWithScaled(model, numbers, batch, i, j, 1 + step)
                    - lossWithScaled(model, numbers, batch, i, j, 1 - step))
                / (2 * step);
        assertThat(found.gradientAttention()[i][j])
            .as("from %d to %d", i, j)
            .isCloseTo(-slope, within(1e-8 * (1 + Math.abs(slope))));
      }
    }
  }

  /** The mean loss with one first-layer weight of every head scaled and the row left as it is. */
  private static double lossWithScaled(
      Model model, double[] numbers, SequenceBatch batch, int i, int j, double factor) {
    var network = Network.of(model, VOCAB, LENGTH, numbers);
    double loss = 0;
    for (int b = 0; b < batch.size(); b++) {
      SequencePass pass = SequencePass.of(network, model.heads(), batch, b);
      double[][] row = new double[model.heads().get(0)][];
      for (int h = 0; h < row.length; h++) {
        row[h] = pass.weights(0, h, i).clone();
        row[h][j] *= factor;
      }
      loss += pass.lossWith(i, row) / batch.size();
    }
    return loss;
  }

  @ParameterizedTest
  @MethodSource("models")
  void headsAreWeightedByWhatTheLossGainsWithoutThem(Model model) {
    SequenceBatch batch = batch(7);
    double[] numbers = numbers(model);
    Attribution found =
        Attribution.of(model, numbers, batch, AttributionTest::noPause).orElseThrow();
    var parameters = new Parameters(model.layout(VOCAB, LENGTH), Nd4j.createFromArray(numbers));
    List<List<double[][]>> means = AttentionMaps.mean(model, parameters, batch);
    double[][] expected = new double[LENGTH - 1][LENGTH - 1];
    boolean any = false;
    for (int l = 0; l < means.size() - 1; l++) {
      for (int h = 0; h < means.get(l).size(); h++) {
        double gain = found.headAblation()[l][h];
        any |= gain > 1e-9;
        for (int i = 0; i < LENGTH - 1 && gain > 1e-9; i++) {
          for (int j = 0; j <= i; j++) {
            expected[i][j] += gain * means.get(l).get(h)[i][j];
          }
        }
      }
    }
    assertThat(found.headAttention().isPresent()).isEqualTo(any);
    for (int i = 0; i < LENGTH - 1 && any; i++) {
      for (int j = 0; j <= i; j++) {
        assertThat(found.headAttention().get()[i][j]).isCloseTo(expected[i][j], within(1e-9));
      }
    }
  }

  /** Against all of the model written out once more, dense, with the row changed by hand. */
  @ParameterizedTest
  @MethodSource("models")
  void edgeAblationOfDisentangledModelsIsThatOfTheDenseModel(Model model) {
    if (!(model instanceof Model.Disentangled)) {
      return;
    }
    SequenceBatch batch = batch(3);
    double[] numbers = numbers(model);
    Attribution found =
        Attribution.of(model, numbers, batch, AttributionTest::noPause).orElseThrow();
    double whole = DenseAblation.loss(model, numbers, batch, -1, -1);
    assertThat(found.loss()).isCloseTo(whole, within(1e-12));
    for (int i = 1; i < LENGTH - 1; i++) {
      for (int j = 0; j <= i; j++) {
        double without = DenseAblation.loss(model, numbers, batch, i, j);
        assertThat(found.edgeAblation()[i][j]).isCloseTo(without - whole, within(1e-12));
      }
    }
  }

  /**
   * S = 2, T = 3, tokens 0, 1 and a query of 0, target 1. Position 1 attends to 0, so that the keys
   * are e_0, e_0 and (2/3, 1/3); with A2 = ln 8 I the weights of the second layer are in the
   * proportion 8 : 8 : 4, and 8 : 1 : 4 if position 1 has to attend to itself.
   */
  @Test
  void ablationsOfAModelMadeByHandAreWhatOneWorksOutOnPaper() {
    SequenceBatch batch = SequenceBatch.allocate(1, 3, 2);
    System.arraycopy(new int[] {0, 1, 0}, 0, batch.tokens(), 0, 3);
    batch.targets()[1] = 1;
    Attribution found =
        Attribution.of(new Model.Reduced(1e-15), byHand(), batch, AttributionTest::noPause)
            .orElseThrow();
    assertThat(found.loss()).isCloseTo(-Math.log(0.4), within(1e-12));
    assertThat(found.edgeAblation()[1][0]).isCloseTo(Math.log(0.4 * 13), within(1e-12));
    assertThat(found.edgeAblation()[1][1]).isCloseTo(0, within(1e-12));
    assertThat(found.edgeAblation()[0][0]).isNaN();
    assertThat(found.gradientAttention()[1][0]).isCloseTo(0.6 * Math.log(8), within(1e-12));
    assertThat(found.gradientAttention()[1][1]).isCloseTo(0, within(1e-12));
  }

  /**
   * Beside it a query of 1 with target 0: keys e_0, e_0 and (1/3, 2/3), weights 1 : 1 : 4. The mean
   * weights are 17/60, 17/60 and 26/60, and each sequence then predicts its target with 17/60.
   */
  @Test
  void aHeadThatIsReplacedByItsMeanLosesWhatItKnewOfTheSequence() {
    SequenceBatch batch = SequenceBatch.allocate(2, 3, 2);
    System.arraycopy(new int[] {0, 0, 1, 1, 0, 1}, 0, batch.tokens(), 0, 6);
    System.arraycopy(new float[] {0, 1, 1, 0}, 0, batch.targets(), 0, 4);
    Attribution found =
        Attribution.of(new Model.Reduced(1e-15), byHand(), batch, AttributionTest::noPause)
            .orElseThrow();
    assertThat(found.headAblation()[0][0]).as("attention by position").isCloseTo(0, within(1e-12));
    assertThat(found.headAttention()).isEmpty();
    double expected = 0.5 * (Math.log(0.4) + Math.log(1 / 6.0)) - Math.log(17 / 60.0);
    assertThat(found.headAblation()[1][0]).isCloseTo(expected, within(1e-12));
  }

  /** A1 [3,3] that attends from 1 to 0, and A2 = ln 8 I. */
  private static double[] byHand() {
    double b = Math.log(8);
    return new double[] {0, 0, 0, 60, 0, 0, 0, 0, 0, b, 0, 0, b};
  }

  @Test
  void aWeightThatIsAllOfItsRowCanBeTakenAway() {
    SequenceBatch batch = SequenceBatch.allocate(1, 3, 2);
    System.arraycopy(new int[] {0, 1, 0}, 0, batch.tokens(), 0, 3);
    batch.targets()[1] = 1;
    double[] parameters = byHand();
    parameters[3] = 1e5; // the other weight underflows
    Attribution found =
        Attribution.of(new Model.Reduced(1e-15), parameters, batch, AttributionTest::noPause)
            .orElseThrow();
    assertThat(found.edgeAblation()[1][0]).isCloseTo(Math.log(0.4 * 13), within(1e-12));
  }

  @Test
  void oneLayerHasNoWeightsBetweenPositionsOfTheGraph() {
    Model model = new Model.Disentangled(List.of(2));
    assertThat(Attribution.of(model, numbers(model), batch(2), AttributionTest::noPause)).isEmpty();
  }

  private static SequenceBatch batch(int size) {
    var random = new SplittableRandom(5);
    var batch = SequenceBatch.allocate(size, LENGTH, VOCAB);
    for (int k = 0; k < batch.tokens().length; k++) {
      batch.tokens()[k] = random.nextInt(VOCAB);
    }
    for (int b = 0; b < size; b++) {
      batch.targets()[b] = 0.5f;
      batch.targets()[size + b] = 0.125f;
      batch.targets()[2 * size + b] = 0.375f;
    }
    return batch;
  }

  private static double[] numbers(Model model) {
    var random = new SplittableRandom(3);
    return random.doubles(model.layout(VOCAB, LENGTH).size(), -0.7, 0.7).toArray();
  }
}
