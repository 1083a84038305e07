package org.espalier.rival;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;

/**
 * Which rivals a trial asks for.
 *
 * @param methods without repetition; none for no rivals
 * @param sequences of the training sequences, the first so many; at least 1
 */
public record RivalSettings(List<RivalMethod> methods, int sequences) implements Serializable {

  /** No rivals. */
  public static final RivalSettings NONE = new RivalSettings(List.of(), 1);

  public RivalSettings {
    require(
        methods.stream().distinct().count() == methods.size(),
        "methods",
        methods.stream().map(RivalMethod::label).toList(),
        "must name each method once");
    require(sequences >= 1, "sequences", sequences, "must be >= 1");
    methods = List.copyOf(methods);
  }
}
