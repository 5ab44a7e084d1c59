package io.tierstream.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the outbox is relayed to Kafka. */
@ConfigMapping(prefix = "tierstream.outbox")
public interface OutboxConfig {

  /** The relay of this process. */
  Relay relay();

  /** How long sent rows are kept, for looking things up. */
  @WithDefault("P1D")
  Duration retention();

  /** The relay of this process. */
  interface Relay {

    /** Whether this process relays at all; a service without an outbox leaves it off. */
    @WithDefault("false")
    boolean enabled();

    /** The most rows read, sent and marked at once: one Kafka transaction. */
    @WithDefault("2000")
    int portion();

    /** No more rows are read after so many bytes of data; two portions are in memory at most. */
    @WithDefault("8388608")
    long portionBytes();

    /**
     * The least time from one transaction to the next while fewer rows wait than fill one: what
     * comes meanwhile goes out together.
     */
    @WithDefault("PT0.005S")
    Duration pace();

    /** How often unsent rows are looked for when no notification came. */
    @WithDefault("PT5S")
    Duration pollInterval();

    /** How long the right to relay lasts when it isn't renewed; it is after a third of it. */
    @WithDefault("PT15S")
    Duration lease();

    /** The longest that one call to the broker may block; below the lease. */
    @WithDefault("PT5S")
    Duration sendTimeout();

    /** The first pause after a failure; it doubles up to {@link #maxBackOff()}. */
    @WithDefault("PT0.1S")
    Duration minBackOff();

    /** The longest pause after a failure. */
    @WithDefault("PT2S")
    Duration maxBackOff();

    /** How often rows past their retention are deleted. */
    @WithDefault("PT10M")
    Duration deletionInterval();
  }
}
