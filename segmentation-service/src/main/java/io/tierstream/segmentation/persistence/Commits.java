package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.toCollection;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.ModelDraft.CutOffs;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The one commit point. A commit is fenced first: it locks the ownership of every number that it
 * claims and moves positions only from where its owner knew them to be; so a stopped, superseded or
 * repeated owner writes nothing.
 */
@ApplicationScoped
public class Commits {

  private static final Logger LOG = Logger.getLogger(Commits.class);

  private static final String FENCE =
      """
      SELECT o.partition FROM ownership o
      JOIN unnest(?::int[], ?::bigint[]) AS c (partition, epoch)
        ON o.partition = c.partition AND o.epoch = c.epoch
      ORDER BY o.partition FOR UPDATE OF o""";

  private static final String MARK =
      """
      UPDATE ownership o SET published = greatest(o.published, c.published),
        committed_at = greatest(o.committed_at, ?::timestamptz)
      FROM unnest(?::int[], ?::bigint[]) AS c (partition, published)
      WHERE o.partition = c.partition""";

  private static final String SWEEP_OUT =
      """
      DELETE FROM publication p
      USING unnest(?::int[], ?::bigint[], ?::bigint[]) AS c (partition, marked, published)
      WHERE p.partition = c.partition AND p.seq > c.marked AND p.seq <= c.published""";

  private static final String MOVE =
      """
      UPDATE position p SET next_offset = m.new_offset, last_timestamp = m.last_timestamp
      FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::timestamptz[])
        AS m (topic, partition, old_offset, new_offset, last_timestamp)
      WHERE p.topic = m.topic AND p.partition = m.partition AND p.next_offset = m.old_offset
      RETURNING p.topic, p.partition""";

  private static final String JOB =
      """
      INSERT INTO import_job (partition, topic, job, started_at, ended_at) VALUES (?, ?, ?, ?::timestamptz, ?::timestamptz)
      ON CONFLICT (partition, topic, job) DO UPDATE SET ended_at = excluded.ended_at""";

  private static final String MODEL_IN_FORCE =
      """
      INSERT INTO model_in_force (partition, number, effective_at, definition, recorded_at)
      VALUES (?, ?, ?::timestamptz, ?::json, ?::timestamptz) ON CONFLICT DO NOTHING""";

  /**
   * Whoever published it has written it already, but for a database that begins anew: there
   * somebody may even have drafted one of that number before the topic was read.
   */
  private static final String MODEL =
      """
      INSERT INTO model (number, state, cut_offs, effective_at, definition, row_version, created_at)
      VALUES (?, 'PUBLISHED', ?, ?::timestamptz, ?::json, 1, ?::timestamptz)
      ON CONFLICT (number) DO UPDATE SET state = excluded.state, cut_offs = excluded.cut_offs,
        effective_at = excluded.effective_at, definition = excluded.definition,
        row_version = model.row_version + 1
      WHERE model.state = 'DRAFT'""";

  private static final String PAGE =
      """
      INSERT INTO %1$s (customer_id, page, %2$s) SELECT * FROM unnest(?::text[], ?::int[], ?::bytea[])
      ON CONFLICT (customer_id, page) DO UPDATE SET %2$s = excluded.%2$s""";

  static final String ORDER_PAGE = PAGE.formatted("ledger_page", "orders");
  static final String FEEDBACK_PAGE = PAGE.formatted("feedback_page", "feedback");

  private static final String APPLICATION =
      "application (customer_id, ordinal, at, recorded_at, cause, event_id, backfill, topic,"
          + " source_offset, occurred_at, supersedes, model, via, assessed, bond, bond_to, bond_version";

  private static final String ORDER =
      ", order_id, order_version, status, total, refunded, placed_at, paid_at,"
          + " currency, foreign_total, foreign_refunded)";

  private static final String FEEDBACK =
      ", feedback_id, feedback_version, status, kind, rating, nps, resolution_rating)";

  private static final String ORDER_APPLICATION = APPLICATION + ORDER;

  private static final String FEEDBACK_APPLICATION = APPLICATION + FEEDBACK;

  private static final String STALE_FACT =
      "stale_fact (customer_id, recorded_at, topic, source_offset, occurred_at";

  private static final String RATE = "rate_known (partition, currency, day, rate)";

  private static final String PARKED =
      "parked (partition, topic, source_offset, currency, day, parked_at, key, headers, value)";

  private static final String UNPARK =
      """
      DELETE FROM parked p USING unnest(?::int[], ?::text[], ?::bigint[]) AS u (partition, topic, source_offset)
      WHERE p.partition = u.partition AND p.topic = u.topic AND p.source_offset = u.source_offset""";

  private static final List<String> FORGET =
      List.of(
          "UPDATE pin SET reason = NULL WHERE customer_id = ANY (?) AND reason IS NOT NULL",
          "DELETE FROM parked p USING unnest(?::text[]) AS e (customer_id)"
              + " WHERE p.key = convert_to(e.customer_id, 'UTF8')");

  private static final String PIN_APPLICATION = APPLICATION + ", pin_version, pin_tier, pin_until)";

  private static final String TIER_CHANGE =
      "tier_change (customer_id, sequence, kind, from_tier, to_tier, effective_at, recorded_at,"
          + " event_id, event)";

  static final String PUBLICATION =
      "publication (partition, seq, topic, record_time, key, headers, value)";

  private final DataSource dataSource;

  @Inject
  Commits(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The customers of these ids that are stored, by id.
   *
   * @param models by number
   */
  public Map<String, StoredCustomer> load(Collection<String> ids, IntFunction<ScoringModel> models)
      throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return CustomerLoader.load(connection, ids, models);
    }
  }

  /** All of a customer's applications, in order; none when nothing was ever heard of it. */
  public List<Application> history(String customerId) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return Applications.of(connection, List.of(customerId)).getOrDefault(customerId, List.of());
    }
  }

  /**
   * Writes and commits all of it, or nothing. Returns only when the commit is certain: after a
   * COMMIT of unknown outcome it asks the database what became of it.
   *
   * @throws OwnershipLostException when the fence refuses; nothing is written then
   * @throws SQLException class 22 or 23 when a record's data is at fault; any other is the
   *     infrastructure's. Nothing is written then.
   */
  public void write(CommitRows rows) throws SQLException, OwnershipLostException {
    rows.claims.sort(Comparator.comparing(Claim::number));
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        fence(connection, rows.claims);
        move(connection, rows.positions);
        mark(connection, rows);
        for (var job : rows.jobs) {
          importJob(connection, job);
        }
        for (var model : rows.models) {
          model(connection, model, rows.recordedAt);
        }
        StandingStatement.write(connection, rows.standings);
        MemberRefresh.mark(
            connection, rows.standings.stream().map(r -> r.standing().customerId()).toList());
        pages(connection, ORDER_PAGE, rows.orderPages);
        pages(connection, FEEDBACK_PAGE, rows.feedbackPages);
        rows.orderApplications.into(connection, ORDER_APPLICATION);
        rows.feedbackApplications.into(connection, FEEDBACK_APPLICATION);
        rows.rates.into(connection, RATE);
        rows.parked.into(connection, PARKED);
        unpark(connection, rows.unparked);
        rows.pinApplications.into(connection, PIN_APPLICATION);
        rows.staleOrders.into(connection, STALE_FACT + ORDER);
        rows.staleFeedback.into(connection, STALE_FACT + FEEDBACK);
        rows.tierChanges.into(connection, TIER_CHANGE);
        forget(connection, rows.erased);
        rows.publications.into(connection, PUBLICATION);
      } catch (SQLException | OwnershipLostException | RuntimeException e) {
        rollback(connection);
        throw e;
      }
      commit(connection, rows);
    }
  }

  private void commit(Connection connection, CommitRows rows)
      throws SQLException, OwnershipLostException {
    try {
      connection.commit();
    } catch (SQLException e) {
      LOG.warnf("A commit's outcome is unknown (%s); asking the database", e.getMessage());
      rollback(connection);
      if (!cameThrough(rows)) {
        throw e;
      }
    }
  }

  /**
   * Whether {@code rows} were committed. Under the lock of their ownership, so that a COMMIT still
   * under way in the server is waited for; and only this owner could have moved what is compared.
   */
  private boolean cameThrough(CommitRows rows) throws SQLException, OwnershipLostException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        fence(connection, rows.claims);
        if (!rows.positions.isEmpty()) {
          return isAt(connection, rows.positions.get(0));
        }
        if (!rows.standings.isEmpty()) {
          return isAt(connection, rows.standings.get(0));
        }
        return false; // only marks: repeating them does no harm
      } finally {
        rollback(connection);
      }
    }
  }

  private static boolean isAt(Connection connection, PositionMove move) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT 1 FROM position WHERE topic = ? AND partition = ? AND next_offset = ?")) {
      select.setString(1, move.topic());
      select.setInt(2, move.partition());
      select.setLong(3, move.to());
      try (var result = select.executeQuery()) {
        return result.next();
      }
    }
  }

  private static boolean isAt(Connection connection, CommitRows.StandingRow row)
      throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT 1 FROM standing WHERE customer_id = ? AND row_version = ?")) {
      select.setString(1, row.standing().customerId());
      select.setLong(2, row.rowVersion());
      try (var result = select.executeQuery()) {
        return result.next();
      }
    }
  }

  private static void fence(Connection connection, List<Claim> claims)
      throws SQLException, OwnershipLostException {
    var lost = claims.stream().map(Claim::number).collect(toCollection(TreeSet::new));
    try (var select = connection.prepareStatement(FENCE)) {
      set(select, 1, claims, Claim::number);
      set(select, 2, claims, Claim::epoch);
      try (var result = select.executeQuery()) {
        while (result.next()) {
          lost.remove(result.getInt(1));
        }
      }
    }
    if (!lost.isEmpty()) {
      throw new OwnershipLostException(lost, "another owner has taken");
    }
  }

  private static void move(Connection connection, List<PositionMove> moves)
      throws SQLException, OwnershipLostException {
    if (moves.isEmpty()) {
      return;
    }
    var moved = new HashSet<String>();
    try (var update = connection.prepareStatement(MOVE)) {
      set(update, 1, moves, PositionMove::topic);
      set(update, 2, moves, PositionMove::partition);
      set(update, 3, moves, PositionMove::from);
      set(update, 4, moves, PositionMove::to);
      set(update, 5, moves, PositionMove::lastTimestamp);
      try (var result = update.executeQuery()) {
        while (result.next()) {
          moved.add(result.getString(1) + result.getInt(2));
        }
      }
    }
    Set<Integer> lost = new TreeSet<>();
    for (var move : moves) {
      if (!moved.contains(move.topic() + move.partition())) {
        lost.add(move.partition());
      }
    }
    if (!lost.isEmpty()) {
      throw new OwnershipLostException(lost, "a position isn't where its owner knew it to be in");
    }
  }

  private static void mark(Connection connection, CommitRows rows) throws SQLException {
    try (var update = connection.prepareStatement(MARK)) {
      update.setString(1, text(rows.recordedAt));
      set(update, 2, rows.claims, Claim::number);
      set(update, 3, rows.claims, Claim::published);
      update.executeUpdate();
    }
    var moved = rows.claims.stream().filter(claim -> claim.marked() < claim.published()).toList();
    if (moved.isEmpty()) {
      return;
    }
    // From where the last one ended: until the next vacuum all that was ever deleted is in the way.
    try (var delete = connection.prepareStatement(SWEEP_OUT)) {
      set(delete, 1, moved, Claim::number);
      set(delete, 2, moved, Claim::marked);
      set(delete, 3, moved, Claim::published);
      delete.executeUpdate();
    }
  }

  private static void importJob(Connection connection, CommitRows.JobRow row) throws SQLException {
    try (var insert = connection.prepareStatement(JOB)) {
      insert.setInt(1, row.number());
      insert.setString(2, row.job().topic());
      insert.setString(3, row.job().job());
      insert.setString(4, text(row.job().startedAt()));
      insert.setString(5, text(row.job().endedAt()));
      insert.executeUpdate();
    }
  }

  private static void model(Connection connection, CommitRows.ModelRow row, Instant recordedAt)
      throws SQLException {
    var number = row.inForce().model().number();
    var definition = ModelJson.write(row.inForce().model());
    var from = text(row.inForce().from());
    try (var insert = connection.prepareStatement(MODEL_IN_FORCE)) {
      insert.setInt(1, row.number());
      insert.setInt(2, number);
      insert.setString(3, from);
      insert.setString(4, definition);
      insert.setString(5, text(recordedAt));
      insert.executeUpdate();
    }
    try (var insert = connection.prepareStatement(MODEL)) {
      insert.setInt(1, number);
      insert.setString(
          2,
          row.inForce().model().fitted() == null ? CutOffs.FIXED.name() : CutOffs.QUANTILE.name());
      insert.setString(3, from);
      insert.setString(4, definition);
      insert.setString(5, from);
      insert.executeUpdate();
    }
  }

  /** What may say more of a person than an id; whoever writes it holds the standing's row. */
  private static void forget(Connection connection, List<String> customerIds) throws SQLException {
    if (customerIds.isEmpty()) {
      return;
    }
    for (var sql : FORGET) {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setArray(1, connection.createArrayOf("text", customerIds.toArray()));
        statement.executeUpdate();
      }
    }
  }

  private static void unpark(Connection connection, List<CommitRows.UnparkRow> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (var delete = connection.prepareStatement(UNPARK)) {
      set(delete, 1, rows, CommitRows.UnparkRow::number);
      set(delete, 2, rows, CommitRows.UnparkRow::topic);
      set(delete, 3, rows, CommitRows.UnparkRow::offset);
      delete.executeUpdate();
    }
  }

  /** The records of {@code number} that wait for one of these rates, as they came. */
  public List<ParkedRecord> parked(int number, Collection<RateKey> rates) throws SQLException {
    var keys = List.copyOf(rates);
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT p.topic, p.source_offset, p.currency, p.day, p.key, p.headers, p.value
                FROM unnest(?::text[], ?::date[]) AS r (currency, day)
                JOIN parked p ON p.partition = ? AND p.currency = r.currency AND p.day = r.day
                ORDER BY p.topic, p.source_offset""")) {
      set(select, 1, keys, RateKey::currency);
      set(select, 2, keys, RateKey::day);
      select.setInt(3, number);
      try (var result = select.executeQuery()) {
        var parked = new ArrayList<ParkedRecord>();
        while (result.next()) {
          parked.add(
              new ParkedRecord(
                  result.getString("topic"),
                  result.getLong("source_offset"),
                  new RateKey(
                      result.getString("currency"), result.getObject("day", LocalDate.class)),
                  result.getBytes("key"),
                  result.getBytes("headers"),
                  result.getBytes("value")));
        }
        return parked;
      }
    }
  }

  static void pages(Connection connection, String sql, List<CommitRows.PageRow> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(sql)) {
      set(insert, 1, rows, CommitRows.PageRow::customerId);
      set(insert, 2, rows, CommitRows.PageRow::page);
      insert.setArray(
          3,
          connection.createArrayOf(
              "bytea", rows.stream().map(CommitRows.PageRow::bytes).toArray(byte[][]::new)));
      insert.executeUpdate();
    }
  }

  /** One column of many rows as an array; every value travels as text. */
  private static <T> void set(
      PreparedStatement statement, int index, List<T> rows, Function<? super T, ?> column)
      throws SQLException {
    var values = rows.stream().map(column).map(Commits::text).toArray(String[]::new);
    statement.setArray(index, statement.getConnection().createArrayOf("text", values));
  }

  static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private static void rollback(Connection connection) {
    try {
      StandingStatement.forget(connection);
      connection.rollback();
    } catch (SQLException e) {
      LOG.debugf("A rollback failed, the connection is gone: %s", e.getMessage());
    }
  }
}
