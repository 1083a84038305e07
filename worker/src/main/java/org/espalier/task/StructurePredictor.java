package org.espalier.task;

/** Predicts by what a sequence so far tells of its structure and its transition matrix. */
final class StructurePredictor implements Predictor {

  /** One of the predictions of {@link StructurePosterior}. */
  private interface Prediction {
    void predict(SequenceBatch batch, int b, double[] f);
  }

  private final String name;
  private final Prediction prediction;

  private StructurePredictor(String name, Prediction prediction) {
    this.name = name;
    this.prediction = prediction;
  }

  /** Averages over structures and matrices by their posterior. */
  static StructurePredictor averaging(String name, StructurePosterior posterior) {
    return new StructurePredictor(name, posterior::average);
  }

  /** Goes by the most likely structure alone. */
  static StructurePredictor mostLikely(String name, StructurePosterior posterior) {
    return new StructurePredictor(name, posterior::mostLikely);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void predict(SequenceBatch batch, int b, double[] f) {
    prediction.predict(batch, b, f);
  }
}
