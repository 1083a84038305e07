package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.espalier.table.Layout;
import org.espalier.table.Storage;

/**
 * What the lease file says.
 *
 * @param run id of the run that may write
 * @param user who started it
 * @param host where its driver is
 * @param pid of its driver's process
 * @param born when that process started, for process numbers are used again
 * @param expires when it may be taken over, in ISO 8601
 * @param state {@code running}, or {@code stopping}: its tasks are to commit and end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LeaseHolder(
    String run, String user, String host, long pid, String born, String expires, String state) {
  private static final int LOOKS = 20;
  private static final long LOOK_MILLIS = 50;

  private static final String FIRST_WRITTEN = "{\"run\":";
  private static final String RUNNING = "running";
  private static final String STOPPING = "stopping";

  /** Refuses what does not say whose it is and until when. */
  public LeaseHolder {
    if (run == null || host == null || born == null || expires == null || state == null) {
      throw new IllegalArgumentException("run, host, born, expires and state must be there");
    }
    try {
      Instant.parse(expires);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expires = %s must be a time in ISO 8601", expires), e);
    }
  }

  static LeaseHolder here(String run, Instant expires) {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseHolder(
        run,
        System.getProperty("user.name"),
        thisHost(),
        process.pid(),
        born(process),
        expires.toString(),
        RUNNING);
  }

  /**
   * A lease file that is there.
   *
   * @param text what is in it
   * @param holder whom it names; empty if it was cut off in writing or names nobody
   * @param misstatement what is wrong with it if it names no holder and was not cut off, which no
   *     writer leaves; else empty
   */
  record Found(byte[] text, Optional<LeaseHolder> holder, String misstatement) {
    /** Whether it names a run. */
    boolean isOf(String run) {
      return holder.map(LeaseHolder::run).filter(run::equals).isPresent();
    }
  }

  /** Who holds the lease now; empty if nobody does. */
  public static Optional<LeaseHolder> read(Storage storage) throws IOException {
    return find(storage).flatMap(Found::holder);
  }

  /** The lease file; empty if there is none. One that is being written is waited for. */
  static Optional<Found> find(Storage storage) throws IOException {
    for (int look = 1; ; look++) {
      Optional<byte[]> text = storage.read(Layout.LEASE);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      try {
        LeaseHolder holder = Json.read(text.get(), LeaseHolder.class);
        return Optional.of(new Found(text.get(), Optional.of(holder), ""));
      } catch (JsonProcessingException e) {
        if (look == LOOKS || !waited()) {
          return Optional.of(new Found(text.get(), Optional.empty(), misstatement(text.get(), e)));
        }
      }
    }
  }

  /** What is wrong with a file that names no holder; empty if it was cut off. */
  private static String misstatement(byte[] text, JsonProcessingException error) {
    if (isCutOff(new String(text, StandardCharsets.UTF_8).replaceAll("\\s", ""))) {
      return "";
    }
    if (!(error instanceof JsonMappingException)) {
      return "it is not JSON";
    }
    Throwable cause = error;
    while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Whether it is what a writer writes first, and ends too early: nobody relies on such a lease.
   */
  private static boolean isCutOff(String compact) {
    return (FIRST_WRITTEN.startsWith(compact) || compact.startsWith(FIRST_WRITTEN))
        && !compact.endsWith("}");
  }

  /** Gives a writer time to finish; false if the thread is to end. */
  private static boolean waited() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String born(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return System.getenv().getOrDefault("HOSTNAME", "unknown");
    }
  }

  /** Whether the tasks of the run are to end. */
  public boolean isStopping() {
    return state.equals(STOPPING);
  }

  LeaseHolder stopping() {
    return new LeaseHolder(run, user, host, pid, born, expires, STOPPING);
  }

  LeaseHolder until(Instant later) {
    return new LeaseHolder(run, user, host, pid, born, later.toString(), state);
  }

  /** Whether it has expired, or its process was one of this machine and is no more. */
  public boolean isGone(Instant now) {
    return now.isAfter(Instant.parse(expires)) || (host.equals(thisHost()) && !isAlive());
  }

  private boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(process -> born.isEmpty() || born(process).isEmpty() || born(process).equals(born))
        .isPresent();
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "run %s of %s on %s (process %d, until %s unless it is renewed)",
        run,
        user,
        host,
        pid,
        expires);
  }
}
