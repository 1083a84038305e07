package org.espalier.trial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.espalier.train.CurvePoint;
import org.espalier.train.TrainerState;

/**
 * All that a trial knows between two steps: one that goes on from there ends with the numbers of
 * one that was never interrupted, bit for bit, on the same kind of processor.
 *
 * @param trainer parameters, optimiser, stream of training sequences
 * @param milestones first steps of the levels of edge accuracy, -1 for those not reached
 * @param recorded what goes into the tables so far
 * @param lossSum of the training losses since the last row of the curve
 * @param lossCount steps since the last row of the curve
 * @param work what was done for the trial
 * @param isEvaluated whether what is due after its last step was evaluated: so in the state of a
 *     trial that was interrupted; in that which a trial leaves at its end to longer ones it was not
 */
public record TrialState(
    TrainerState trainer,
    int[] milestones,
    Recorded recorded,
    double lossSum,
    int lossCount,
    Work work,
    boolean isEvaluated)
    implements Serializable {

  /**
   * What was done for a trial.
   *
   * @param started when it first began
   * @param trainingNanos training time so far, without evaluations
   * @param inherited steps at its beginning that a shorter trial had done
   * @param takenNanos all time so far, which its time-out counts
   */
  public record Work(Instant started, long trainingNanos, int inherited, long takenNanos)
      implements Serializable {}

  /** What may be read: our own values, lists, numbers. */
  private static final ObjectInputFilter KNOWN =
      ObjectInputFilter.Config.createFilter(
          "org.espalier.**;java.util.ArrayList;java.util.CollSer;java.util.ImmutableCollections$*;"
              + "java.time.*;java.lang.*;!*");

  /**
   * What was recorded on the way.
   *
   * @param curve rows of the learning curve
   * @param attention matrices
   * @param predictors how far the model was from predictors without training
   */
  public record Recorded(
      List<CurvePoint> curve, List<AttentionSnapshot> attention, List<PredictorScore> predictors)
      implements Serializable {
    public Recorded {
      curve = new ArrayList<>(curve);
      attention = new ArrayList<>(attention);
      predictors = new ArrayList<>(predictors);
    }
  }

  /** Whose state it is. */
  private record Owned(TrialId id, String build, TrialState state) implements Serializable {}

  /**
   * The state as bytes, with a checksum.
   *
   * @param id of the trial, or of its {@link Trajectory}
   * @param build what made it: a program that may calculate otherwise has another one
   */
  public byte[] write(TrialId id, String build) {
    try {
      var bytes = new ByteArrayOutputStream();
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(new Owned(id, build, this));
      }
      byte[] content = bytes.toByteArray();
      return ByteBuffer.allocate(Long.BYTES + content.length)
          .putLong(checksum(content))
          .put(content)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing of it can fail to be written
    }
  }

  /**
   * A state that was written.
   *
   * @return empty if the bytes are damaged, or are of another trial or of another build
   */
  public static Optional<TrialState> read(byte[] bytes, TrialId id, String build) {
    if (bytes.length < Long.BYTES) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(bytes);
    long checksum = buffer.getLong();
    var content = new byte[buffer.remaining()];
    buffer.get(content);
    if (checksum != checksum(content)) {
      return Optional.empty();
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(content))) {
      in.setObjectInputFilter(KNOWN);
      return in.readObject() instanceof Owned owned
              && owned.id.equals(id)
              && owned.build.equals(build)
          ? Optional.of(owned.state)
          : Optional.empty();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      return Optional.empty(); // of a build whose records were others
    }
  }

  private static long checksum(byte[] content) {
    var checksum = new CRC32C();
    checksum.update(content);
    return checksum.getValue();
  }
}
