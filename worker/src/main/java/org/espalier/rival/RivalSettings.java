package org.espalier.rival;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.listOf;
import static org.espalier.setting.Range.atLeast;

import java.io.Serializable;
import java.util.List;
import org.espalier.setting.Declaration;

/**
 * Which rivals a trial asks for.
 *
 * @param methods without repetition; none for no rivals
 * @param sequences of the training sequences, the first so many; at least 1
 */
public record RivalSettings(List<RivalMethod> methods, int sequences) implements Serializable {

  /** Its settings. */
  public static final Declaration<RivalSettings> SETTINGS =
      Declaration.of(
          RivalSettings.class,
          listOf("rivals.methods", RivalMethod.class, RivalMethod::label, RivalSettings::methods)
              .offAt(List.of()),
          integer("rivals.sequences", RivalSettings::sequences)
              .within(atLeast(1))
              .when(rivals -> !rivals.methods().isEmpty()));

  /** No rivals. */
  public static final RivalSettings NONE = new RivalSettings(List.of(), 1);

  public RivalSettings {
    SETTINGS.check(methods, sequences);
    require(
        methods.stream().distinct().count() == methods.size(),
        "rivals.methods",
        methods.stream().map(RivalMethod::label).toList(),
        "must name each method once");
    methods = List.copyOf(methods);
  }
}
