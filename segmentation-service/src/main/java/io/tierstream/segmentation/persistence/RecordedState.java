package io.tierstream.segmentation.persistence;

import static io.tierstream.segmentation.persistence.CustomerLoader.instant;

import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.TierChange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
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
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * What the live tables have: all of it in one snapshot, or of one partition number under the lock
 * of its ownership, so that nobody writes there meanwhile.
 */
public final class RecordedState implements AutoCloseable {

  /** A rebuild takes as long as it takes; the rest of a pooled session's settings stay. */
  private static final String BEGIN_SNAPSHOT =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL idle_in_transaction_session_timeout = 0""";

  private static final String TAKE =
      """
      UPDATE ownership SET epoch = epoch + 1, owner = 'rebuild', taken_at = ?::timestamptz
      WHERE partition = ?""";

  private static final String APPLICATIONS =
      "SELECT * FROM application WHERE customer_id = ANY (?) ORDER BY customer_id, ordinal";

  private static final String TIER_CHANGES =
      "SELECT * FROM tier_change WHERE customer_id = ANY (?) ORDER BY customer_id, sequence";

  private static final String ORPHANS =
      """
      SELECT customer_id FROM (
        SELECT customer_id FROM application UNION SELECT customer_id FROM tier_change
        UNION SELECT customer_id FROM ledger_page UNION SELECT customer_id FROM feedback_page) AS known
      WHERE NOT EXISTS (SELECT FROM standing s WHERE s.customer_id = known.customer_id)
      ORDER BY customer_id""";

  private static final String DELETE = "DELETE FROM %s WHERE customer_id = ANY (?)";

  /** The first record of each topic that was folded by a model, but for the one that always was. */
  private static final String FIRST_USES =
      """
      SELECT s.partition, a.model, a.topic, min(a.source_offset)
      FROM application a JOIN standing s ON s.customer_id = a.customer_id
      WHERE a.topic IS NOT NULL AND a.model IN (SELECT number FROM model_in_force)
      GROUP BY s.partition, a.model, a.topic""";

  private static final List<String> STANDING_TABLES =
      List.of("standing", "ledger_page", "feedback_page");

  private static final String LAST_SEQ =
      """
      SELECT greatest(o.published, coalesce(max(p.seq), 0))
      FROM ownership o LEFT JOIN publication p ON p.partition = o.partition
      WHERE o.partition = ? GROUP BY o.published""";

  private final Connection connection;

  private RecordedState(Connection connection) {
    this.connection = connection;
  }

  /** As of now, whatever is committed later. */
  public static RecordedState snapshot(DataSource dataSource) throws SQLException {
    var connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      try (var begin = connection.createStatement()) {
        begin.execute(BEGIN_SNAPSHOT);
      }
      return new RecordedState(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Of {@code number}, taken over, so that whoever held it is fenced and loads it anew. */
  public static RecordedState taken(DataSource dataSource, int number, Instant at)
      throws SQLException {
    var connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement();
          var take = connection.prepareStatement(TAKE)) {
        statement.execute("SET LOCAL lock_timeout = 10000");
        take.setString(1, at.toString());
        take.setInt(2, number);
        take.executeUpdate();
      }
      return new RecordedState(connection);
    } catch (SQLException e) {
      connection.rollback();
      connection.close();
      throw e;
    }
  }

  /** The next offset to fold, by topic and partition number. */
  public Map<Integer, Map<String, Long>> positions() throws SQLException {
    var positions = new TreeMap<Integer, Map<String, Long>>();
    try (var select =
            connection.prepareStatement("SELECT partition, topic, next_offset FROM position");
        var rows = select.executeQuery()) {
      while (rows.next()) {
        positions
            .computeIfAbsent(rows.getInt(1), number -> new TreeMap<>())
            .put(rows.getString(2), rows.getLong(3));
      }
    }
    return positions;
  }

  /** The imports that {@code number} has seen. */
  public List<ImportJob> jobs(int number) throws SQLException {
    return Ownerships.jobs(connection, new TreeSet<>(List.of(number)))
        .getOrDefault(number, List.of());
  }

  /** The models that {@code number} has heard of. */
  public List<ModelTimeline.InForce> models(int number) throws SQLException {
    return Ownerships.models(connection, new TreeSet<>(List.of(number)))
        .getOrDefault(number, List.of());
  }

  /** By partition number, model and topic, the first record that was folded by the model. */
  public Map<Integer, Map<Integer, Map<String, Long>>> firstUses() throws SQLException {
    var uses = new HashMap<Integer, Map<Integer, Map<String, Long>>>();
    try (var select = connection.prepareStatement(FIRST_USES);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        uses.computeIfAbsent(rows.getInt(1), number -> new HashMap<>())
            .computeIfAbsent(rows.getInt(2), model -> new HashMap<>())
            .put(rows.getString(3), rows.getLong(4));
      }
    }
    return uses;
  }

  /** The rates that {@code number} has heard of. */
  public Map<RateKey, BigDecimal> rates(int number) throws SQLException {
    return Ownerships.rates(connection, new TreeSet<>(List.of(number)))
        .getOrDefault(number, Map.of());
  }

  /** What {@code number} has published lately or is yet to. */
  public List<Publication> publications(int number) throws SQLException {
    var publications = new ArrayList<Publication>();
    try (var select =
        connection.prepareStatement("SELECT * FROM publication WHERE partition = ?")) {
      select.setInt(1, number);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          publications.add(
              new Publication(
                  rows.getLong("seq"),
                  rows.getString("topic"),
                  instant(rows, "record_time"),
                  rows.getBytes("key"),
                  rows.getBytes("headers"),
                  rows.getBytes("value")));
        }
      }
    }
    return publications;
  }

  /** Where a parked record stands, its topic as the broker calls it. */
  public record Parked(String topic, long offset) {}

  /** The records of {@code number} that wait for a rate. */
  public List<Parked> parked(int number) throws SQLException {
    var parked = new ArrayList<Parked>();
    try (var select =
        connection.prepareStatement(
            "SELECT topic, source_offset FROM parked WHERE partition = ?")) {
      select.setInt(1, number);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          parked.add(new Parked(rows.getString(1), rows.getLong(2)));
        }
      }
    }
    return parked;
  }

  /** A customer with a standing, and how many applications it counts. */
  public record Counted(String customerId, long applications) {}

  /** At most {@code most} customers of {@code number} after {@code last}, in order. */
  public List<Counted> customers(int number, String last, int most) throws SQLException {
    var customers = new ArrayList<Counted>(most);
    try (var select =
        connection.prepareStatement(
            "SELECT customer_id, ordinal FROM standing WHERE partition = ? AND customer_id > ?"
                + " ORDER BY customer_id LIMIT ?")) {
      select.setInt(1, number);
      select.setString(2, last);
      select.setInt(3, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          customers.add(new Counted(rows.getString(1), rows.getLong(2)));
        }
      }
    }
    return customers;
  }

  /** What the standings of those of these customers say who have one, by id. */
  public Map<String, StoredLines> standings(Collection<String> ids) throws SQLException {
    return StandingLines.of(connection, ids);
  }

  /** The applications of these customers, in order, by id. */
  public Map<String, List<SourcedApplication>> applications(Collection<String> ids)
      throws SQLException {
    var applications = new HashMap<String, List<SourcedApplication>>();
    try (var select = byIds(APPLICATIONS, ids);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        applications
            .computeIfAbsent(rows.getString("customer_id"), id -> new ArrayList<>())
            .add(
                new SourcedApplication(
                    Applications.read(rows),
                    rows.getString("topic"),
                    rows.getObject("source_offset", Long.class)));
      }
    }
    return applications;
  }

  /** The tier changes of these customers, in order, by id. */
  public Map<String, List<RecordedChange>> tierChanges(Collection<String> ids) throws SQLException {
    var changes = new HashMap<String, List<RecordedChange>>();
    try (var select = byIds(TIER_CHANGES, ids);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        changes
            .computeIfAbsent(rows.getString("customer_id"), id -> new ArrayList<>())
            .add(change(rows));
      }
    }
    return changes;
  }

  private static RecordedChange change(ResultSet row) throws SQLException {
    return new RecordedChange(
        row.getLong("sequence"),
        columns(
            row.getString("kind"),
            row.getString("from_tier"),
            row.getString("to_tier"),
            instant(row, "effective_at")),
        instant(row, "recorded_at"),
        row.getString("event"));
  }

  /** The columns that would be recorded of {@code change}. */
  public static String columns(TierChange change) {
    return columns(change.kind().name(), change.from(), change.to(), change.effectiveAt());
  }

  private static String columns(String kind, String from, String to, Instant effectiveAt) {
    return "%s from %s to %s at %s".formatted(kind, from, to, effectiveAt);
  }

  /** Who has applications, tier changes or pages, and no standing; in order. */
  public List<String> orphans() throws SQLException {
    var orphans = new ArrayList<String>();
    try (var select = connection.prepareStatement(ORPHANS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        orphans.add(rows.getString(1));
      }
    }
    return orphans;
  }

  /** Puts the rebuilt standings of these customers in the place of the live ones. */
  public void replace(Collection<String> ids, RebuildStage stage) throws SQLException {
    for (var table : STANDING_TABLES) {
      try (var delete = byIds(DELETE.formatted(table), ids)) {
        delete.executeUpdate();
      }
      put(table, stage.rows(table, ids));
    }
    try (var mark = byIds(MemberRefresh.MARK, ids)) {
      mark.executeUpdate();
    }
  }

  private void put(String table, byte[] rows) throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(rows));
    } catch (IOException e) {
      throw new SQLException("COPY into " + table + " broke off", "08006", e);
    }
  }

  /** The last publication of {@code number} so far. */
  public long lastSeq(int number) throws SQLException {
    try (var select = connection.prepareStatement(LAST_SEQ)) {
      select.setInt(1, number);
      try (var row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Leaves {@code publication} to the next owner of {@code number}, who begins with it. */
  public void publish(int number, Publication publication) throws SQLException {
    var rows = new CopyRows();
    CommitRows.publication(rows, number, publication);
    rows.into(connection, Commits.PUBLICATION.tableAndNames());
  }

  /** Everything written is there when this returns. */
  public void commit() throws SQLException {
    connection.commit();
  }

  private PreparedStatement byIds(String sql, Collection<String> ids) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
    return statement;
  }

  /** What wasn't committed is as it was. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
    }
  }
}
