package io.tierstream.events;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The one source of time: UTC, shifted by configuration, cut to microseconds. */
@ApplicationScoped
public class ShiftedClock {

  private static final Duration MICROSECOND = Duration.ofNanos(1_000);

  @Produces
  @Singleton
  @DefaultBean
  Clock clock(ClockConfig config) {
    return by(config.offset());
  }

  /** The machine's clock plus {@code offset}, cut to microseconds. */
  public static Clock by(Duration offset) {
    return Clock.tick(Clock.offset(Clock.systemUTC(), offset), MICROSECOND);
  }
}
