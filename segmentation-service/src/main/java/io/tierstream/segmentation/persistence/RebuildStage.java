package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Standing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * What a rebuild keeps beside the live tables: the topics' records of the partition number in hand,
 * and the rebuilt standings of all. These tables are the session's own and go with it, however it
 * ends: what they say of persons is never left behind.
 */
public final class RebuildStage implements AutoCloseable {

  private static final String LOCK = "SELECT pg_try_advisory_lock(7310046322)";
  private static final String UNLOCK = "SELECT pg_advisory_unlock(7310046322)";

  private static final String CREATE =
      """
      CREATE TEMPORARY TABLE standing (LIKE standing INCLUDING ALL);
      CREATE TEMPORARY TABLE ledger_page (LIKE ledger_page INCLUDING ALL);
      CREATE TEMPORARY TABLE feedback_page (LIKE feedback_page INCLUDING ALL);
      CREATE TEMPORARY TABLE record (
        topic         text   NOT NULL,
        source_offset bigint NOT NULL,
        millis        bigint NOT NULL,
        customer_id   text COLLATE "C",
        key           bytea,
        headers       bytea  NOT NULL,
        value         bytea);
      CREATE INDEX ON pg_temp.record (customer_id, topic, source_offset);
      CREATE TEMPORARY TABLE refusal (
        topic         text   NOT NULL,
        source_offset bigint NOT NULL,
        reason        text   NOT NULL);
      CREATE INDEX ON pg_temp.refusal (topic, source_offset);
      CREATE TEMPORARY TABLE parked (
        topic         text   NOT NULL,
        source_offset bigint NOT NULL,
        PRIMARY KEY (topic, source_offset));
      CREATE TEMPORARY TABLE customer (
        customer_id text COLLATE "C" PRIMARY KEY,
        weight      bigint NOT NULL,
        differs     boolean NOT NULL DEFAULT false);
      CREATE TEMPORARY TABLE owed (
        survivor text COLLATE "C",
        merged   text COLLATE "C",
        since    bigint,
        fact     text COLLATE "C",
        version  bigint,
        is_own   boolean);
      CREATE TEMPORARY TABLE held (LIKE pg_temp.owed);
      CREATE TEMPORARY TABLE unknown (customer_id text COLLATE "C")""";

  /** The session's temporary tables are all of them a stage's, or begun anew. */
  private static final String DROP = "DISCARD TEMP";

  private static final String CLEAR = "TRUNCATE record, refusal, parked, customer";

  /** The records' own customers are known even where nothing else of them is. */
  private static final String COUNT =
      """
      INSERT INTO customer (customer_id, weight)
      SELECT customer_id, count(*) + sum(octet_length(value)) / %d FROM record
      WHERE customer_id IS NOT NULL GROUP BY customer_id
      ON CONFLICT (customer_id) DO UPDATE SET weight = customer.weight + excluded.weight""";

  private static final int BYTES_LIKE_A_FACT = 500;

  private static final String CUSTOMERS =
      """
      SELECT customer_id, weight FROM customer WHERE customer_id > ? AND (NOT ? OR differs)
      ORDER BY customer_id LIMIT ?""";

  private static final String RECORDS =
      """
      SELECT r.*, (SELECT min(f.reason) FROM refusal f
          WHERE f.topic = r.topic AND f.source_offset = r.source_offset) AS reason,
        EXISTS (SELECT FROM parked p
          WHERE p.topic = r.topic AND p.source_offset = r.source_offset) AS parked
      FROM record r WHERE %s ORDER BY %s""";

  private static final String OF_CUSTOMERS =
      RECORDS.formatted("r.customer_id = ANY (?)", "r.customer_id, r.topic, r.source_offset");

  private static final String OF_NOBODY =
      RECORDS.formatted(
          "r.customer_id IS NULL AND (r.topic, r.source_offset) > (?, ?)",
          "r.topic, r.source_offset LIMIT ?");

  /** What merged customers have, and neither their survivors have nor is on its way to them. */
  private static final String NEVER_CAME =
      """
      SELECT o.* FROM owed o
      LEFT JOIN (SELECT survivor, merged, fact, max(version) AS version FROM held
          GROUP BY survivor, merged, fact) AS h
        ON h.survivor = o.survivor AND h.merged = o.merged AND h.fact = o.fact
      WHERE o.fact IS NOT NULL AND (h.version IS NULL OR h.version < o.version)
        AND o.survivor NOT IN (SELECT customer_id FROM unknown)
      ORDER BY o.survivor, o.merged, o.fact""";

  /**
   * What survivors have by the merge that still is, and the merged customers themselves haven't.
   */
  private static final String NEVER_WAS =
      """
      SELECT h.* FROM held h
      JOIN (SELECT DISTINCT survivor, merged, since FROM owed) AS m
        ON m.survivor = h.survivor AND m.merged = h.merged AND m.since = h.since
      LEFT JOIN owed o ON o.survivor = h.survivor AND o.merged = h.merged AND o.fact = h.fact
      WHERE h.is_own AND (o.version IS NULL OR o.version < h.version)
      ORDER BY h.survivor, h.merged, h.fact""";

  /** Text to hold in memory before it goes to the database. */
  private static final int BUFFERED_BYTES = 4 << 20;

  private static final int MOST = 500;
  private static final int HEAVIEST = 20_000;

  private final Connection connection;
  private int number;
  private CopyRows records = new CopyRows();
  private CopyRows refusals = new CopyRows();
  private long buffered;

  private RebuildStage(Connection connection) {
    this.connection = connection;
  }

  /** A stage with nothing on it; empty while another rebuild is at it. */
  public static Optional<RebuildStage> open(DataSource dataSource) throws SQLException {
    var connection = dataSource.getConnection();
    try (var statement = connection.createStatement()) {
      try (var locked = statement.executeQuery(LOCK)) {
        locked.next();
        if (!locked.getBoolean(1)) {
          connection.close();
          return Optional.empty();
        }
      }
      discard(connection);
      statement.execute(CREATE);
      // So that what writes and reads live standings writes and reads these, and no others.
      statement.execute("SET search_path = pg_temp");
      return Optional.of(new RebuildStage(connection));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Begins a partition number; what was kept of records goes. */
  public void begin(int ofNumber) throws SQLException {
    number = ofNumber;
    execute(CLEAR);
  }

  /** Keeps a record; {@code customerId} null when it is about nobody, or can't be read. */
  public void record(StagedRecord record, String customerId) throws SQLException {
    records
        .text(record.topic())
        .int8(record.offset())
        .int8(record.timestamp().toEpochMilli())
        .text(customerId)
        .bytes(record.key())
        .bytes(record.headers())
        .bytes(record.value())
        .endRow();
    written(record.headers().length + (record.value() == null ? 0 : record.value().length));
  }

  /** A record is a recorded dead letter. */
  public void refusal(String topic, long offset, String reason) throws SQLException {
    refusals.text(topic).int8(offset).text(reason).endRow();
    written(reason.length());
  }

  private void written(long bytes) throws SQLException {
    buffered += bytes + 100;
    if (buffered > BUFFERED_BYTES) {
      flush();
    }
  }

  private void flush() throws SQLException {
    records.into(
        connection, "record (topic, source_offset, millis, customer_id, key, headers, value)");
    refusals.into(connection, "refusal (topic, source_offset, reason)");
    records = new CopyRows();
    refusals = new CopyRows();
    buffered = 0;
  }

  /** A record waits for a rate. */
  public void parked(String topic, long offset) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT INTO parked VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      insert.setString(1, topic);
      insert.setLong(2, offset);
      insert.executeUpdate();
    }
  }

  /** Customers who have a standing. */
  public void customers(List<RecordedState.Counted> counted) throws SQLException {
    var rows = new CopyRows();
    for (var one : counted) {
      rows.text(one.customerId()).int8(one.applications()).endRow();
    }
    rows.into(connection, "customer (customer_id, weight)");
  }

  /** All records and customers of the number are there. */
  public void end() throws SQLException {
    flush();
    execute("ANALYZE record, refusal, customer");
    execute(COUNT.formatted(BYTES_LIKE_A_FACT));
  }

  /** The records of these customers, by id, in the order of their topics. */
  public Map<String, List<StagedRecord>> records(Collection<String> ids) throws SQLException {
    var found = new HashMap<String, List<StagedRecord>>();
    try (var select = byIds(OF_CUSTOMERS, ids);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found
            .computeIfAbsent(rows.getString("customer_id"), id -> new ArrayList<>())
            .add(read(rows));
      }
    }
    return found;
  }

  /** The next records that are about nobody; {@code last} null for the first. */
  public List<StagedRecord> ofNobody(StagedRecord last) throws SQLException {
    try (var select = connection.prepareStatement(OF_NOBODY)) {
      select.setString(1, last == null ? "" : last.topic());
      select.setLong(2, last == null ? -1 : last.offset());
      select.setInt(3, MOST);
      try (var rows = select.executeQuery()) {
        var found = new ArrayList<StagedRecord>();
        while (rows.next()) {
          found.add(read(rows));
        }
        return found;
      }
    }
  }

  private StagedRecord read(ResultSet row) throws SQLException {
    return new StagedRecord(
        row.getString("topic"),
        number,
        row.getLong("source_offset"),
        Instant.ofEpochMilli(row.getLong("millis")),
        row.getBytes("key"),
        row.getBytes("headers"),
        row.getBytes("value"),
        row.getString("reason"),
        row.getBoolean("parked"));
  }

  /** The next customers in order, as many as are easily held in memory with all their facts. */
  public List<String> next(String last, boolean onlyThoseWhoDiffer) throws SQLException {
    try (var select = connection.prepareStatement(CUSTOMERS)) {
      select.setString(1, last);
      select.setBoolean(2, onlyThoseWhoDiffer);
      select.setInt(3, MOST);
      try (var rows = select.executeQuery()) {
        var portion = new ArrayList<String>();
        long weight = 0;
        while (rows.next()) {
          weight += rows.getLong(2);
          if (!portion.isEmpty() && weight > HEAVIEST) {
            break;
          }
          portion.add(rows.getString(1));
        }
        return portion;
      }
    }
  }

  /** Remembers who is to be mended. */
  public void differ(Collection<String> ids) throws SQLException {
    try (var update =
        byIds("UPDATE customer SET differs = true WHERE customer_id = ANY (?)", ids)) {
      update.executeUpdate();
    }
  }

  /**
   * A standing as rebuilt.
   *
   * @param rowVersion under which it is written
   * @param attributesVersion 0 without attributes
   */
  public record Rebuilt(
      Standing standing, long rowVersion, CustomerAttributes attributes, long attributesVersion) {}

  /** Writes rebuilt standings, and reads what they say, by customer. */
  public Map<String, StoredLines> write(Collection<Rebuilt> rebuilt) throws SQLException {
    var ids = rebuilt.stream().map(one -> one.standing().customerId()).toList();
    var rows = new CommitRows(CommitRows.NO_COMMIT, rebuilt.size());
    for (var one : rebuilt) {
      rows.customer(number, change(one));
      var last = rows.standings.size() - 1;
      var row = rows.standings.get(last);
      rows.standings.set(
          last,
          new CommitRows.StandingRow(
              number,
              row.standing(),
              one.rowVersion(),
              row.pages(),
              row.tail(),
              row.feedback(),
              row.attributes()));
    }
    for (var table : List.of("standing", "ledger_page", "feedback_page")) {
      try (var delete = byIds("DELETE FROM " + table + " WHERE customer_id = ANY (?)", ids)) {
        delete.executeUpdate();
      }
    }
    try {
      connection.setAutoCommit(false);
      var trip = new RoundTrip(connection);
      StandingStatement.write(trip, rows.standings);
      Commits.pages(trip, Commits.ORDER_PAGE, rows.orderPages);
      Commits.pages(trip, Commits.FEEDBACK_PAGE, rows.feedbackPages);
      trip.send();
    } catch (OwnershipLostException e) {
      throw new SQLException("another writes the rebuilt standings", e);
    } finally {
      connection.setAutoCommit(true);
    }
    return StandingLines.of(connection, ids);
  }

  /** What customers who were merged into others have; without a fact when they have none. */
  public void owed(Collection<SharedFact> facts) throws SQLException {
    shared("owed", facts);
  }

  /** What survivors have of merged customers, or will have. */
  public void held(Collection<SharedFact> facts) throws SQLException {
    shared("held", facts);
  }

  private void shared(String table, Collection<SharedFact> facts) throws SQLException {
    var rows = new CopyRows();
    for (var one : facts) {
      rows.text(one.survivor())
          .text(one.merged())
          .int8(one.since())
          .text(one.fact())
          .int8(one.version())
          .bool(one.isOwn())
          .endRow();
    }
    rows.into(connection, table + " (survivor, merged, since, fact, version, is_own)");
  }

  /** Nothing is said of what these customers have of others. */
  public void unknown(Collection<String> ids) throws SQLException {
    var rows = new CopyRows();
    ids.forEach(id -> rows.text(id).endRow());
    rows.into(connection, "unknown (customer_id)");
  }

  /** What is owed to survivors, and isn't held. */
  public List<SharedFact> neverCame() throws SQLException {
    return shared(NEVER_CAME);
  }

  /** What survivors hold of merged customers' own, and they haven't. */
  public List<SharedFact> neverWas() throws SQLException {
    return shared(NEVER_WAS);
  }

  private List<SharedFact> shared(String sql) throws SQLException {
    execute("ANALYZE owed, held");
    var facts = new ArrayList<SharedFact>();
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        facts.add(
            new SharedFact(
                rows.getString("survivor"),
                rows.getString("merged"),
                rows.getLong("since"),
                rows.getString("fact"),
                rows.getLong("version"),
                rows.getBoolean("is_own")));
      }
    }
    return facts;
  }

  /** The rebuilt rows of these customers in {@code table}, as COPY takes them. */
  public byte[] rows(String table, Collection<String> ids) throws SQLException {
    var rows = new ByteArrayOutputStream();
    var array = connection.createArrayOf("text", ids.toArray()).toString();
    var database = connection.unwrap(PGConnection.class);
    try {
      database
          .getCopyAPI()
          .copyOut(
              "COPY (SELECT * FROM %s WHERE customer_id = ANY ('%s'::text[])) TO STDOUT"
                  .formatted(table, database.escapeLiteral(array)),
              rows);
    } catch (IOException e) {
      throw new SQLException("COPY from " + table + " broke off", "08006", e);
    }
    return rows.toByteArray();
  }

  /** Those of these customers who weren't rebuilt. */
  public List<String> notRebuilt(Collection<String> ids) throws SQLException {
    var others = new ArrayList<>(ids);
    try (var select = byIds("SELECT customer_id FROM standing WHERE customer_id = ANY (?)", ids);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        others.remove(rows.getString(1));
      }
    }
    return others;
  }

  private static CustomerChange change(Rebuilt rebuilt) {
    var standing = rebuilt.standing();
    return new CustomerChange(
        StoredCustomer.unknown(standing.customerId()),
        standing,
        StreamSupport.stream(standing.facts().orders().all().spliterator(), false)
            .map(KnownOrder::order)
            .map(order -> order.key())
            .toList(),
        standing.facts().feedback().all().stream()
            .map(KnownFeedback::feedback)
            .map(feedback -> feedback.key())
            .toList(),
        rebuilt.attributesVersion() == 0 ? null : rebuilt.attributes(),
        rebuilt.attributesVersion());
  }

  private PreparedStatement byIds(String sql, Collection<String> ids) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
    return statement;
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Everything on it goes. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      discard(connection);
      execute(Stream.of("RESET search_path", UNLOCK).collect(joining(";")));
    }
  }

  private static void discard(Connection connection) throws SQLException {
    StandingStatement.forget(connection);
    try (var statement = connection.createStatement()) {
      statement.execute(DROP);
    }
  }
}
