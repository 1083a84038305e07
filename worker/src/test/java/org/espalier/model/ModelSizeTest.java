package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The number of parameters that is counted is that of the layout, up to the largest array. */
class ModelSizeTest {
  static Stream<Model> models() {
    var heads = List.of(2, 1, 3);
    Stream<Model> gpts =
        Stream.of(PositionEncoding.values())
            .flatMap(
                positions ->
                    Stream.of(NormKind.values())
                        .flatMap(
                            norm ->
                                Stream.of(0, 5)
                                    .map(hidden -> new Gpt(12, hidden, heads, positions, norm))));
    return Stream.concat(
        gpts,
        Stream.of(
            new Model.Disentangled(heads),
            new Factored(heads, 4),
            new Model.Reduced(1e-6, List.of(3, 1)),
            new Model.Transformer(6, 7, heads)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void countsWhatTheLayoutHas(Model model) {
    assertThat(ModelSize.parameters(model, 5, 11)).isEqualTo(model.layout(5, 11).size());
  }

  /** (S + T)^2 + 2 (S + T) S = 46340^2 + 4 * 46340 = 2147580960 of S = 2 are more than 2^31 - 1. */
  @Test
  void theLargestModelIsThatOfTheLargestArray() {
    var model = new Model.Disentangled(List.of(1));
    ModelSize.requireRoom(model, 2, 46_336);
    assertThat(model.layout(2, 46_336).size()).isEqualTo(46_338 * 46_338 + 2 * 2 * 46_338);
    assertThatThrownBy(() -> ModelSize.requireRoom(model, 2, 46_338))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("task.length = 46338 needs 2.148e+09 parameters");
    assertThatThrownBy(() -> model.layout(2, 46_338)).isInstanceOf(ArithmeticException.class);
  }
}
