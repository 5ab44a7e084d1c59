package io.tierstream.benchmark.contest;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The same rules as a Kafka Streams application, exactly once: its state is in RocksDB and, for the
 * case that this is lost, in changelog topics.
 */
final class StreamsProgram {

  private static final String STANDINGS = "standings";
  private static final String DEAD_LETTER_SUFFIX = ".dlq";

  private StreamsProgram() {}

  /** Broker, application's id, folder for state, and how often it commits in milliseconds. */
  public static void main(String[] arguments) {
    var application = arguments[1];
    var streams =
        new KafkaStreams(
            topology(deadLetters(application)),
            settings(arguments[0], application, arguments[2], arguments[3]));
    streams.setUncaughtExceptionHandler(
        failure -> {
          failure.printStackTrace();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    var ended = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          System.out.println(before + " -> " + now);
          if (now == KafkaStreams.State.ERROR) {
            ended.countDown();
          }
        });
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10)), "close"));
    streams.start();
    try {
      ended.await();
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where the application puts records that are no facts. */
  static String deadLetters(String application) {
    return application + DEAD_LETTER_SUFFIX;
  }

  private static Properties settings(
      String bootstrapServers, String application, String folder, String commitMillis) {
    var settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64 << 20);
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 << 10);
    return settings;
  }

  private static Topology topology(String deadLetters) {
    var bytesIn = new ByteArrayDeserializer();
    var bytesOut = new ByteArraySerializer();
    return new Topology()
        .addSource("facts", bytesIn, bytesIn, "orders", "feedback")
        .addProcessor(STANDINGS, StandingProcessor::new, "facts")
        .addStateStore(store(StandingProcessor.PURCHASES).withCachingDisabled(), STANDINGS)
        .addStateStore(store(StandingProcessor.RATINGS).withCachingDisabled(), STANDINGS)
        .addStateStore(store(StandingProcessor.CUSTOMERS).withCachingEnabled(), STANDINGS)
        .addSink(StandingProcessor.TIER_CHANGES, "tier-changes", bytesOut, bytesOut, STANDINGS)
        .addSink(
            StandingProcessor.CUSTOMER_SEGMENTS, "customer-segments", bytesOut, bytesOut, STANDINGS)
        .addSink(StandingProcessor.DEAD_LETTERS, deadLetters, bytesOut, bytesOut, STANDINGS);
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }
}
