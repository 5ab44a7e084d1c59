package io.tierstream.segmentation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import org.apache.kafka.clients.consumer.GroupProtocol;

/** What can be set about segmentation, beside Quarkus' own settings. */
@ConfigMapping(prefix = "tierstream")
public interface SegmentationSettings {

  /** ISO 4217; every amount is in it. Facts in another currency wait in the dead letters. */
  @WithName("base-currency")
  @WithDefault("CNY")
  String baseCurrency();

  Segmentation segmentation();

  /** Of the pipeline. */
  interface Segmentation {

    /** Whether this process folds, sweeps and refreshes lists; a command leaves that to others. */
    @WithDefault("true")
    boolean serves();

    /** By which rebalance protocol its consumers are members of their group. */
    @WithName("group-protocol")
    @WithDefault("classic")
    GroupProtocol groupProtocol();

    /** How often customers that are due are looked for. */
    @WithName("sweep-interval")
    @WithDefault("PT0.25S")
    Duration sweepInterval();

    /** How late a record may become visible on a topic before time may pass over its instant. */
    @WithName("low-water-margin")
    @WithDefault("PT2S")
    Duration lowWaterMargin();

    /** How many due customers one commit of the sweep takes at most. */
    @WithName("sweep-batch")
    @WithDefault("2000")
    int sweepBatch();

    /** How many records wait for each of the two workers while it commits those before. */
    @WithName("waiting-records")
    @WithDefault("14000")
    int waitingRecords();

    /**
     * How many orders and feedback of customers each partition number's owner keeps in memory; a
     * customer counts as five.
     */
    @WithName("cached-facts")
    @WithDefault("180000")
    long cachedFacts();

    /** The longest pause between tries while the database or the broker is away. */
    @WithName("retry-max-wait")
    @WithDefault("PT2S")
    Duration retryMaxWait();
  }
}
