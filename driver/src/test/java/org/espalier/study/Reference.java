package org.espalier.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Studies of which NumPy and SciPy have calculated importance and contrasts: {@code reference.py}
 * beside the numbers says how.
 *
 * @param name of the study
 * @param data its trials
 * @param importance rows of first axis, second axis, share
 * @param contrasts rows as {@link Contrast} has them
 */
record Reference(String name, Observations data, JsonNode importance, JsonNode contrasts) {

  static List<Reference> all() {
    try (var in = Reference.class.getResourceAsStream("reference.json")) {
      var studies = new ArrayList<Reference>();
      for (JsonNode study : new ObjectMapper().readTree(in)) {
        studies.add(of(study));
      }
      return studies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reference of(JsonNode study) {
    var axes = new ArrayList<String>();
    study.get("axes").forEach(axis -> axes.add(axis.asText()));
    var levels = new int[axes.size()];
    for (int a = 0; a < levels.length; a++) {
      levels[a] = study.get("levels").get(a).asInt();
    }
    var trials = new ArrayList<Observations.Trial>();
    for (JsonNode trial : study.get("trials")) {
      var level = new int[levels.length];
      for (int a = 0; a < level.length; a++) {
        level[a] = trial.get(a).asInt();
      }
      trials.add(
          new Observations.Trial(
              level, trial.get(level.length).asText(), trial.get(level.length + 1).asDouble()));
    }
    return new Reference(
        study.get("name").asText(),
        new Observations(axes, levels, trials),
        study.get("importance"),
        study.get("contrasts"));
  }

  @Override
  public String toString() {
    return name;
  }
}
