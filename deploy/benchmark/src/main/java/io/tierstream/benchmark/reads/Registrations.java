package io.tierstream.benchmark.reads;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.benchmark.arena.Feed;
import io.tierstream.events.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The customers of a workload register, with attributes of which some are much more frequent than
 * others. The same for the same seed.
 *
 * @param at when they do, all of them
 */
record Registrations(int customers, long seed, Instant at) {

  private static final List<String> REGIONS = List.of("EAST", "NORTH", "SOUTH", "WEST", "ISLES");
  private static final List<String> INDUSTRIES = List.of("retail", "food", "tech", "health", "law");
  private static final List<String> CHANNELS = List.of("web", "store", "app");
  private static final int CITIES = 400;
  private static final int PREFERENCES = 20;

  /**
   * Tells them all.
   *
   * @throws IllegalStateException when one couldn't be sent
   */
  void send(String bootstrapServers) {
    var random = new Random(seed);
    try (var feed = new Feed(bootstrapServers)) {
      for (int customer = 0; customer < customers; customer++) {
        feed.put(record(customer, random));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(int customer, Random random) {
    var id = "C-" + customer;
    var registered =
        new CloudEvent(
            "r-" + customer,
            "customer-service",
            CloudEvent.TYPE_PREFIX + "customer.registered.v1",
            at,
            id,
            null,
            null,
            payload(id, random).getBytes(UTF_8));
    return new ProducerRecord<>(
        "customers",
        null,
        at.toEpochMilli(),
        id.getBytes(UTF_8),
        registered.data(),
        registered.toHeaders());
  }

  private String payload(String id, Random random) {
    return """
    {"customerId":"%s","version":1,"status":"REGISTERED","attributes":{"region":"%s","city":"city-%d",\
    "cityTier":%d,"birthYear":%d,"gender":"%s","industry":"%s","channel":"%s","preferences":["p%d"],\
    "tags":%s},"occurredAt":"%s"}"""
        .formatted(
            id,
            REGIONS.get(skewed(random, REGIONS.size())),
            skewed(random, CITIES),
            1 + random.nextInt(5),
            1940 + random.nextInt(70),
            random.nextBoolean() ? "F" : "M",
            INDUSTRIES.get(skewed(random, INDUSTRIES.size())),
            CHANNELS.get(random.nextInt(CHANNELS.size())),
            skewed(random, PREFERENCES),
            random.nextInt(50) == 0 ? "[\"vip\"]" : "[]",
            at);
  }

  /** Below {@code bound}, the lower the more frequent. */
  private static int skewed(Random random, int bound) {
    double drawn = random.nextDouble();
    return (int) (bound * drawn * drawn);
  }
}
