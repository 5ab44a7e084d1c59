package io.tierstream.embedded.faults;

import io.tierstream.embedded.Server;
import io.tierstream.embedded.ServerProcess;
import java.time.Duration;

/**
 * One way to break one thing, and to mend it again.
 *
 * @param target what breaks; never in two ways at once
 * @param kind how, in a few words; no two of a target have the same
 * @param shortest time it stays broken, in whole milliseconds
 * @param longest time it stays broken, in whole milliseconds
 * @param begin breaks it
 * @param end mends it, and returns when it works again as far as can be told; also when {@code
 *     begin} failed
 */
public record Fault(
    String target, String kind, Duration shortest, Duration longest, Action begin, Action end) {
  private static final Action NOTHING = () -> {};

  /** What it takes. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  public Fault {
    if (shortest.isNegative() || shortest.compareTo(longest) > 0) {
      throw new IllegalArgumentException("From " + shortest + " to " + longest);
    }
  }

  /** SIGKILL, then a start on the same data. */
  public static Fault kill(String target, Server server, Duration shortest, Duration longest) {
    return new Fault(target, "kill", shortest, longest, server::kill, server::restart);
  }

  /** SIGTERM or what else the server stops by in good order, then a start on the same data. */
  public static Fault stop(
      String target, ServerProcess server, Duration shortest, Duration longest) {
    return new Fault(target, "stop", shortest, longest, server::stop, server::restart);
  }

  /** As {@link #stop}, with the start at once. */
  public static Fault restart(String target, Server server) {
    return moment(target, "restart", server::restart);
  }

  /** SIGSTOP, then SIGCONT. */
  public static Fault suspend(
      String target, ServerProcess server, Duration shortest, Duration longest) {
    return new Fault(target, "suspend", shortest, longest, server::suspend, server::resume);
  }

  /** A link that suffers and is healed. */
  public static Fault link(
      String target, FaultyLink link, LinkFault fault, Duration shortest, Duration longest) {
    return new Fault(
        target, fault.toString(), shortest, longest, () -> link.suffer(fault), link::heal);
  }

  /** All connections of a link lost, once. */
  public static Fault reset(String target, FaultyLink link) {
    return moment(target, "reset", link::reset);
  }

  /** A full disk, then one with room again. */
  public static Fault fullDisk(String target, SmallDisk disk, Duration shortest, Duration longest) {
    return new Fault(target, "disk full", shortest, longest, disk::fill, disk::free);
  }

  /** What is over as soon as it has happened. */
  public static Fault moment(String target, String kind, Action action) {
    return new Fault(target, kind, Duration.ZERO, Duration.ZERO, action, NOTHING);
  }

  @Override
  public String toString() {
    return target + ": " + kind;
  }
}
