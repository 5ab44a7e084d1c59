package io.tierstream.local;

import java.io.PrintStream;
import java.util.Locale;

/** Progress for a person at a terminal: {@code starting broker… ok 3.1 s}. */
final class Console implements Progress {
  private final PrintStream out;
  private String pending;
  private boolean interrupted;
  private long began;

  Console(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void begin(String what) {
    abandon();
    pending = what;
    began = System.nanoTime();
    out.print(what + "… ");
    out.flush();
  }

  @Override
  public synchronized void done() {
    if (pending != null) {
      out.println((interrupted ? pending + "… " : "") + "ok " + seconds(System.nanoTime() - began));
      pending = null;
      interrupted = false;
    }
  }

  @Override
  public synchronized void say(String line) {
    if (pending != null && !interrupted) {
      out.println();
      interrupted = true;
    }
    out.println(line);
  }

  /** Ends the line of something that never got done. */
  synchronized void abandon() {
    if (pending != null && !interrupted) {
      out.println();
    }
    pending = null;
    interrupted = false;
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
