package io.tierstream.local.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/** How busy the shop is: by month, weekday and hour of the place where it is. */
final class Rhythm {
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static final double[] HOURS = {
    0.5, 0.25, 0.15, 0.1, 0.1, 0.15, 0.3, 0.5, 0.8, 1.1, 1.3, 1.3,
    1.4, 1.2, 1.1, 1.1, 1.1, 1.0, 1.1, 1.4, 1.8, 1.9, 1.5, 0.9
  };
  private static final double[] WEEKDAYS = {0.85, 0.85, 0.9, 0.95, 1.1, 1.25, 1.2};
  // The new year's holidays are quiet; 18 June and 11 November aren't.
  private static final double[] MONTHS = {
    0.9, 0.7, 0.95, 0.95, 1.0, 1.35, 0.9, 0.9, 1.0, 1.05, 1.6, 1.25
  };
  private static final double BUSIEST = 1.9 * 1.25 * 1.6;

  private Rhythm() {}

  /** 1 is the average. */
  static double at(Instant instant) {
    var time = instant.atZone(ZONE);
    return HOURS[time.getHour()]
        * WEEKDAYS[time.getDayOfWeek().getValue() - 1]
        * MONTHS[time.getMonthValue() - 1];
  }

  /** An instant of {@code [from, to)}, a busy hour's as often as it is busy. */
  static Instant pick(RandomGenerator random, Instant from, Instant to) {
    while (true) {
      var instant = Instant.ofEpochMilli(random.nextLong(from.toEpochMilli(), to.toEpochMilli()));
      if (random.nextDouble() * BUSIEST < at(instant)) {
        return instant;
      }
    }
  }
}
