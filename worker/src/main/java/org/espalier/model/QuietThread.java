package org.espalier.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Keeps what the current thread prints to standard output from being seen, and lets every other
 * thread print: SameDiff writes a line for each operation that it differentiates.
 */
final class QuietThread {

  private QuietThread() {}

  /** The value of {@code action}, run without a word. */
  static synchronized <T> T call(Supplier<T> action) {
    PrintStream out = System.out;
    Thread quiet = Thread.currentThread();
    System.setOut(new PrintStream(new OthersOnly(out, quiet), true, UTF_8));
    try {
      return action.get();
    } finally {
      System.setOut(out);
    }
  }

  private static final class OthersOnly extends OutputStream {
    private final PrintStream out;
    private final Thread quiet;

    OthersOnly(PrintStream out, Thread quiet) {
      this.out = out;
      this.quiet = quiet;
    }

    @Override
    public void write(int b) {
      if (Thread.currentThread() != quiet) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      if (Thread.currentThread() != quiet) {
        out.write(bytes, offset, count);
      }
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
