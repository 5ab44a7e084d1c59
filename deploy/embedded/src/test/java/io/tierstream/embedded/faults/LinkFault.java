package io.tierstream.embedded.faults;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What may be wrong with a {@link FaultyLink}. */
public sealed interface LinkFault {
  /** An end of the link. */
  enum End {
    CLIENT,
    SERVER;

    End other() {
      return this == CLIENT ? SERVER : CLIENT;
    }
  }

  // So that what is printed is the same each time.
  private static Set<End> ordered(Set<End> ends) {
    return Collections.unmodifiableSet(EnumSet.copyOf(ends));
  }

  /**
   * All arrives later, in order, and as much at a time as before.
   *
   * @param towards whom it arrives later
   * @param delay of each chunk
   * @param jitter up to which, by chance, a chunk has more delay
   * @param seed of that chance
   */
  record Delay(Set<End> towards, Duration delay, Duration jitter, long seed) implements LinkFault {
    public Delay {
      towards = ordered(towards);
    }

    /** In both directions, by the same each time. */
    public static Delay of(Duration delay) {
      return new Delay(Set.of(End.values()), delay, Duration.ZERO, 0);
    }
  }

  /** All connections are reset and new ones refused. */
  record Cut() implements LinkFault {}

  /**
   * Connections stay open and new ones are accepted, but nothing arrives at the other end, not even
   * that there is a new one, or one less.
   */
  record BlackHole() implements LinkFault {}

  /**
   * As in a black hole, but in one direction only.
   *
   * @param towards whom nothing arrives
   */
  record HalfOpen(End towards) implements LinkFault {}

  /**
   * The connections there are at the moment are reset for one end, and the other isn't told: what
   * it still sends is lost. New ones are as they should be.
   *
   * @param told the end that hears of it
   */
  record Severed(End told) implements LinkFault {}

  /**
   * Little arrives at a time, by connection.
   *
   * @param towards whom it drips
   * @param bytesPerSecond at least 1
   */
  record Drip(Set<End> towards, int bytesPerSecond) implements LinkFault {
    public Drip {
      towards = ordered(towards);
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(bytesPerSecond + " bytes per second");
      }
    }

    /** In both directions. */
    public static Drip of(int bytesPerSecond) {
      return new Drip(Set.of(End.values()), bytesPerSecond);
    }
  }
}
