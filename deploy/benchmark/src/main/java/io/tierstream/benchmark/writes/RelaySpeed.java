package io.tierstream.benchmark.writes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tierstream.benchmark.FirstChanges;
import io.tierstream.benchmark.Latencies;
import io.tierstream.benchmark.arena.Heat;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The way from order-service's outbox to a subscriber that reads committed records. */
final class RelaySpeed {
  private static final String TOPIC = "orders";
  private static final String PLACED = "io.tierstream.order.placed.v1";
  private static final int CALLERS = 16;
  private static final int CUSTOMERS = 10_000;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(4);

  // As the service writes them, all in one transaction.
  private static final String BACKLOG =
      """
      INSERT INTO outbox (topic, partition, key, recorded_at, event_id, source, type, event_time,
                          subject, backfill, traceparent, data)
      SELECT topic, partition, 'B-' || mod(n, %d), recorded_at, event_id || n, source, type,
             event_time, subject, backfill, traceparent, data
      FROM (SELECT * FROM outbox WHERE topic = 'orders' ORDER BY id DESC LIMIT 1) AS one,
           generate_series(1, ?) AS n
      """
          .formatted(CUSTOMERS);

  private final Heat heat;
  private final Orders orders;
  private final AtomicLong number = new AtomicLong();

  RelaySpeed(OrderService service, Heat heat) {
    this.heat = heat;
    this.orders = new Orders(new Caller(service.uri()));
  }

  /**
   * Records per second, from the commit of a backlog of so many to the last one being readable.
   *
   * @throws IllegalStateException when they don't come
   */
  double drained(int records) throws IOException, SQLException {
    orders.place(unique("D-"), "D-1");
    try (var reader = reader();
        var connection = heat.connect()) {
      connection.setAutoCommit(false);
      try (var insert = connection.prepareStatement(BACKLOG);
          var wake = connection.createStatement()) {
        insert.setInt(1, records);
        insert.executeUpdate();
        wake.execute("NOTIFY tierstream_outbox");
      }
      connection.commit();
      return rate(reader, 'B', records, System.nanoTime());
    }
  }

  /**
   * Records per second that come from memory: as many and as large, sent by one producer without
   * transactions.
   *
   * @throws IllegalStateException when they don't come
   */
  double sent(int records) throws SQLException {
    byte[] data;
    try (var connection = heat.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT data FROM outbox ORDER BY id DESC LIMIT 1")) {
      row.next();
      data = row.getBytes(1);
    }
    try (var reader = reader();
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    heat.bootstrapServers(),
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    128 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      long began = System.nanoTime();
      for (int i = 0; i < records; i++) {
        var key = ("P-" + i % CUSTOMERS).getBytes(US_ASCII);
        producer.send(new ProducerRecord<>(TOPIC, key, data));
      }
      return rate(reader, 'P', records, began);
    }
  }

  private static double rate(
      KafkaConsumer<byte[], byte[]> reader, char prefix, int records, long began) {
    // What was placed before it may come as well.
    for (int read = 0; read < records; ) {
      for (var entry : reader.poll(Duration.ofMillis(100))) {
        read += entry.key()[0] == prefix ? 1 : 0;
      }
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        throw new IllegalStateException("of " + records + " records only " + read + " came");
      }
    }
    return records * 1e9 / (System.nanoTime() - began);
  }

  /**
   * From the instant at which a placement was due to its record being read, at a steady rate.
   *
   * @throws IllegalStateException when a record doesn't come
   */
  Latencies steady(int rate, int seconds) throws Exception {
    var due = new ConcurrentHashMap<String, Long>();
    try (var placed = new FirstChanges(heat.bootstrapServers(), TOPIC, PLACED, "S-")) {
      var callers = Executors.newFixedThreadPool(CALLERS);
      try {
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        long began = System.nanoTime();
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < rate * seconds; i++) {
          long at = began + i * interval;
          for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          var name = unique("S-");
          due.put(name, at);
          running.add(
              callers.submit(
                  () -> {
                    orders.place(name, name);
                    return null;
                  }));
        }
        for (var call : running) {
          call.get();
        }
      } finally {
        callers.shutdownNow();
      }
      return read(due, placed);
    }
  }

  private static Latencies read(Map<String, Long> due, FirstChanges placed) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    var nanos = new ArrayList<Long>();
    for (var entry : due.entrySet()) {
      while (placed.readAt(entry.getKey()) == null) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the record of " + entry.getKey() + " didn't come");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      nanos.add(placed.readAt(entry.getKey()) - entry.getValue());
    }
    return Latencies.of(nanos);
  }

  private String unique(String prefix) {
    return prefix + number.incrementAndGet();
  }

  /** Of what is published from now on. */
  private KafkaConsumer<byte[], byte[]> reader() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                heat.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(partition -> new TopicPartition(TOPIC, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }
}
