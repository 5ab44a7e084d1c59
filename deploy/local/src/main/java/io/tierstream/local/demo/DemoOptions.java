package io.tierstream.local.demo;

/**
 * What may be chosen about a demonstration.
 *
 * @param rate calls per second at an hour of average trade, at least 1
 * @param seed what all that happens follows from; null: go on as the data say
 */
public record DemoOptions(int rate, Long seed) {
  /** Calls per second unless asked otherwise. */
  public static final int DEFAULT_RATE = 3;
}
