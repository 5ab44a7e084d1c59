package io.tierstream.events;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** The one source of time: UTC, shifted by configuration, cut to microseconds. */
@ApplicationScoped
public class ShiftedClock {

  @Produces
  @Singleton
  @DefaultBean
  Clock clock(ClockConfig config) {
    return by(config.offset());
  }

  /** The machine's clock plus {@code offset}, cut to microseconds. */
  public static Clock by(Duration offset) {
    return new ToTheMicrosecond(Clock.offset(Clock.systemUTC(), offset));
  }

  // The clock that Clock.tick answers for less than a millisecond throws on millis().
  private static final class ToTheMicrosecond extends Clock {

    private final Clock exact;

    ToTheMicrosecond(Clock exact) {
      this.exact = exact;
    }

    @Override
    public Instant instant() {
      return exact.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
      return exact.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return new ToTheMicrosecond(exact.withZone(zone));
    }
  }
}
