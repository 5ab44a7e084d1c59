package io.tierstream.benchmark.contest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/**
 * What can't be saved: reads the topics, parses each event and appends a row for it by COPY, in a
 * transaction that moves the position, too. Nothing is decided, nothing is looked up, there is no
 * index. With a folder of rows it appends these instead, a share of them for each event: the same
 * that segmentation-service keeps for ever, with their indexes.
 */
final class Limit {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int BATCH = 10_000;
  private static final int THREADS = 2;

  private final String bootstrapServers;
  private final String jdbcUrl;
  private final String user;
  private final KeptRows kept;

  private Limit(String bootstrapServers, String jdbcUrl, String user, KeptRows kept) {
    this.bootstrapServers = bootstrapServers;
    this.jdbcUrl = jdbcUrl;
    this.user = user;
    this.kept = kept;
  }

  /** Broker, database and user; then, if wanted, the folder of rows. */
  public static void main(String[] arguments) throws Exception {
    var kept = arguments.length > 3 ? KeptRows.open(Path.of(arguments[3])) : null;
    var limit = new Limit(arguments[0], arguments[1], arguments[2], kept);
    if (kept == null) {
      limit.prepare();
    }
    for (int thread = 0; thread < THREADS; thread++) {
      int share = thread;
      new Thread(() -> limit.run(share), "limit-" + share).start();
    }
  }

  private void prepare() throws SQLException {
    try (var connection = DriverManager.getConnection(jdbcUrl, user, user);
        var statement = connection.createStatement()) {
      statement.execute(Positions.TABLE);
      statement.execute(
          """
          CREATE TABLE event (event_id text, customer_id text, order_id text, version bigint,
            status text, total numeric, refunded numeric, paid_at timestamptz)""");
    }
  }

  private void run(int share) {
    try (var consumer = FactsShare.consumer(bootstrapServers, share, THREADS, BATCH);
        var connection = DriverManager.getConnection(jdbcUrl, user, user)) {
      connection.setAutoCommit(false);
      var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>(2 * BATCH);
      while (true) {
        var polled = consumer.poll(Duration.ofMillis(20));
        polled.forEach(batch::add);
        if (batch.size() >= BATCH || (polled.isEmpty() && !batch.isEmpty())) {
          write(connection, batch);
          batch.clear();
        }
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Connection connection, List<ConsumerRecord<byte[], byte[]>> batch)
      throws SQLException, IOException {
    var rows = new StringBuilder(batch.size() * 128);
    var next = new HashMap<TopicPartition, Long>();
    for (var record : batch) {
      row(rows, record);
      next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }
    if (kept == null) {
      copy(connection, "event", rows.toString().getBytes(StandardCharsets.UTF_8));
    } else {
      for (var table : kept.share(batch.size()).entrySet()) {
        copy(connection, table.getKey(), table.getValue());
      }
    }
    for (var position : next.entrySet()) {
      Positions.move(connection, position.getKey(), position.getValue());
    }
    connection.commit();
  }

  private static void copy(Connection connection, String table, byte[] rows)
      throws SQLException, IOException {
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(rows));
  }

  /** What is needed of an event, without looking at the rest twice. */
  private static void row(StringBuilder rows, ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    String id = null;
    String customer = null;
    String version = null;
    String status = null;
    String total = null;
    String refunded = null;
    String paidAt = null;
    try (JsonParser json = JSON.createParser(record.value())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var field = json.currentName();
        json.nextToken();
        switch (field) {
          case "orderId" -> id = json.getText();
          case "customerId" -> customer = json.getText();
          case "version" -> version = json.getText();
          case "status" -> status = json.getText();
          case "total" -> total = amount(json);
          case "refunded" -> refunded = amount(json);
          case "paidAt" -> paidAt = json.getText();
          default -> json.skipChildren();
        }
      }
    }
    var event = record.headers().lastHeader("ce_id").value();
    field(rows, new String(event, StandardCharsets.UTF_8)).append('\t');
    field(rows, customer).append('\t');
    field(rows, id).append('\t');
    field(rows, version).append('\t');
    field(rows, status).append('\t');
    field(rows, total).append('\t');
    field(rows, refunded).append('\t');
    field(rows, paidAt).append('\n');
  }

  private static String amount(JsonParser json) throws IOException {
    String amount = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals("amount");
      json.nextToken();
      amount = wanted ? json.getText() : amount;
    }
    return amount;
  }

  private static StringBuilder field(StringBuilder rows, String value) {
    return rows.append(value == null ? "\\N" : value);
  }
}
