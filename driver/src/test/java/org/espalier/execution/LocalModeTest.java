package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on one machine: what it opens to others, as the system sees it, which is nothing, and how
 * long that machine may sleep.
 */
@EnabledOnOs(OS.LINUX)
class LocalModeTest {
  private static final String LISTENING = "0A";

  /** 127.x.y.z, ::1 and ::ffff:127.x.y.z as /proc writes them: words of the host's byte order. */
  private static final String LOOPBACK = "[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F";

  private static final List<String> LISTENERS = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  @Test
  void nothingListensBeyondThisMachineWhileTrialsRun() throws IOException {
    LISTENERS.clear();
    Runs.run(folder, TinyTrials.sweep("tiny", 3), LocalModeTest::look, Runs.OPTIONS);
    assertThat(LISTENERS)
        .as("addresses that this process listened at")
        .isNotEmpty() // Spark's own, between driver and executor
        .allMatch(address -> address.matches(LOOPBACK));
  }

  /** Spark ends a process whose heartbeats it has not seen for two minutes of the clock. */
  @Test
  void machineThatSleepsForWeeksLosesNoExecutor() {
    SparkConf conf = SharedSpark.session().sparkContext().getConf();
    assertThat(conf.getTimeAsSeconds("spark.storage.blockManagerHeartbeatTimeoutMs", "0s"))
        .isGreaterThan(Duration.ofDays(100).toSeconds());
  }

  private static TrialResult look(TrialSpec spec, TrialLimits limits, TrialListener listener)
      throws IOException {
    LISTENERS.addAll(listeners());
    return TrialRunner.run(spec, limits, listener);
  }

  /** Local addresses, in hexadecimal, of the sockets of this process that listen. */
  private static List<String> listeners() throws IOException {
    Set<String> own = sockets();
    var addresses = new ArrayList<String>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[3].equals(LISTENING)
            && own.contains(String.format(Locale.ROOT, "socket:[%s]", columns[9]))) {
          addresses.add(columns[1].substring(0, columns[1].indexOf(':')));
        }
      }
    }
    return addresses;
  }

  /** {@code socket:[inode]} of every socket that this process has open. */
  private static Set<String> sockets() throws IOException {
    var sockets = new HashSet<String>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        try {
          sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return sockets;
  }
}
