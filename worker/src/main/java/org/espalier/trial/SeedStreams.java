package org.espalier.trial;

import static org.espalier.setting.Parameter.wholeNumberOr;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;
import org.espalier.setting.Declaration;
import org.espalier.setting.Parameter;
import org.espalier.setting.Type;

/**
 * The random streams of a trial: one for each purpose, derived from the trial's seed unless the
 * sweep pins it.
 *
 * <p>A derived stream seed is the first eight bytes of SHA-256("espalier/" + purpose + "/" + seed),
 * so that streams of different purposes or seeds are unrelated, and pinning one leaves the others
 * as they were.
 *
 * @param seed the replicate
 * @param graph a pin for {@link Purpose#GRAPH}, or empty; likewise the others
 */
public record SeedStreams(
    long seed,
    OptionalLong graph,
    OptionalLong data,
    OptionalLong initialization,
    OptionalLong evaluation)
    implements Serializable {

  /** Its settings. */
  static final Declaration<SeedStreams> SETTINGS =
      Declaration.of(
          SeedStreams.class,
          Parameter.of("seed", Type.wholeNumber(), SeedStreams::seed),
          wholeNumberOr("derived", "seeds.graph", SeedStreams::graph),
          wholeNumberOr("derived", "seeds.data", SeedStreams::data),
          wholeNumberOr("derived", "seeds.initialization", SeedStreams::initialization),
          wholeNumberOr("derived", "seeds.evaluation", SeedStreams::evaluation));

  /** How the streams travel to an executor: an OptionalLong cannot be serialized. */
  private record Wire(long seed, Long graph, Long data, Long initialization, Long evaluation)
      implements Serializable {
    private Object readResolve() {
      return new SeedStreams(seed, pin(graph), pin(data), pin(initialization), pin(evaluation));
    }

    private static OptionalLong pin(Long value) {
      return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  private Object writeReplace() {
    return new Wire(seed, orNull(graph), orNull(data), orNull(initialization), orNull(evaluation));
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** What a stream of random numbers is for. */
  public enum Purpose {
    /** Drawing the causal graph. */
    GRAPH,
    /** Drawing training sequences. */
    DATA,
    /** Drawing initial parameters. */
    INITIALIZATION,
    /** Drawing held-out sequences and the theory's Monte Carlo samples. */
    EVALUATION
  }

  /** All streams derived from the seed. */
  public static SeedStreams of(long seed) {
    var derived = OptionalLong.empty();
    return new SeedStreams(seed, derived, derived, derived, derived);
  }

  /** The seed of the stream for a purpose. A pinned purpose behaves as if its pin were the seed. */
  public long streamSeed(Purpose purpose) {
    OptionalLong pin =
        switch (purpose) {
          case GRAPH -> graph;
          case DATA -> data;
          case INITIALIZATION -> initialization;
          case EVALUATION -> evaluation;
        };
    return derive(purpose, pin.orElse(seed));
  }

  private static long derive(Purpose purpose, long seed) {
    try {
      byte[] name =
          ("espalier/" + purpose.name().toLowerCase(java.util.Locale.ROOT) + "/" + seed)
              .getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
