package io.tierstream.segmentation.persistence;

import static io.tierstream.segmentation.persistence.RoundTrip.column;
import static io.tierstream.segmentation.persistence.RoundTrip.text;
import static java.util.stream.Collectors.toCollection;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.ModelDraft.CutOffs;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
      JOIN unnest(?::int[], ?::bigint[], ?::tid[]) AS c (partition, epoch, address)
        ON %so.partition = c.partition AND o.epoch = c.epoch
      ORDER BY o.partition FOR UPDATE OF o""";

  private static final String MARK =
      """
      UPDATE ownership o SET published = greatest(o.published, c.published),
        committed_at = greatest(o.committed_at, ?::timestamptz)
      FROM unnest(?::int[], ?::bigint[], ?::tid[]) AS c (partition, published, address)
      WHERE %so.partition = c.partition
      RETURNING o.partition, o.ctid::text""";

  private static final String SWEEP_OUT =
      """
      DELETE FROM publication p
      USING unnest(?::int[], ?::bigint[], ?::bigint[]) AS c (partition, marked, published)
      WHERE p.partition = c.partition AND p.seq > c.marked AND p.seq <= c.published""";

  private static final String MOVE =
      """
      UPDATE position p SET next_offset = m.new_offset, last_timestamp = m.last_timestamp
      FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::tid[])
        AS m (topic, partition, old_offset, new_offset, last_timestamp, address)
      WHERE %sp.topic = m.topic AND p.partition = m.partition AND p.next_offset = m.old_offset
      RETURNING p.topic, p.partition, p.ctid::text""";

  private static final String JOB =
      """
      INSERT INTO import_job (partition, topic, job, started_at, ended_at) VALUES (?::int, ?, ?, ?::timestamptz, ?::timestamptz)
      ON CONFLICT (partition, topic, job) DO UPDATE SET ended_at = excluded.ended_at""";

  private static final String MODEL_IN_FORCE =
      """
      INSERT INTO model_in_force (partition, number, effective_at, definition, recorded_at)
      VALUES (?::int, ?::int, ?::timestamptz, ?::json, ?::timestamptz) ON CONFLICT DO NOTHING""";

  /**
   * Whoever published it has written it already, but for a database that begins anew: there
   * somebody may even have drafted one of that number before the topic was read.
   */
  private static final String MODEL =
      """
      INSERT INTO model (number, state, cut_offs, effective_at, definition, row_version, created_at)
      VALUES (?::int, 'PUBLISHED', ?, ?::timestamptz, ?::json, 1, ?::timestamptz)
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
      "customer_id text, ordinal bigint, at timestamptz, recorded_at timestamptz, cause text,"
          + " event_id text, backfill text, topic text, source_offset bigint, occurred_at timestamptz,"
          + " supersedes bigint, model integer, via text, assessed boolean, bond text, bond_to text,"
          + " bond_version bigint";

  private static final String ORDER =
      "order_id text, order_version bigint, status text, total numeric, refunded numeric,"
          + " placed_at timestamptz, paid_at timestamptz, currency text, foreign_total numeric,"
          + " foreign_refunded numeric";

  private static final String FEEDBACK =
      "feedback_id text, feedback_version bigint, status text, kind text, rating numeric,"
          + " nps smallint, resolution_rating numeric";

  private static final Columns ORDER_APPLICATION = Columns.of("application", APPLICATION, ORDER);

  private static final Columns FEEDBACK_APPLICATION =
      Columns.of("application", APPLICATION, FEEDBACK);

  private static final Columns PIN_APPLICATION =
      Columns.of(
          "application", APPLICATION, "pin_version bigint, pin_tier text, pin_until timestamptz");

  private static final String STALE_FACT =
      "customer_id text, recorded_at timestamptz, topic text, source_offset bigint,"
          + " occurred_at timestamptz";

  private static final Columns STALE_ORDER = Columns.of("stale_fact", STALE_FACT, ORDER);

  private static final Columns STALE_FEEDBACK = Columns.of("stale_fact", STALE_FACT, FEEDBACK);

  private static final Columns RATE =
      Columns.of("rate_known", "partition integer, currency text, day date, rate numeric");

  private static final Columns PARKED =
      Columns.of(
          "parked",
          "partition integer, topic text, source_offset bigint, currency text, day date,"
              + " parked_at timestamptz, key bytea, headers bytea, value bytea");

  private static final String UNPARK =
      """
      DELETE FROM parked p USING unnest(?::int[], ?::text[], ?::bigint[]) AS u (partition, topic, source_offset)
      WHERE p.partition = u.partition AND p.topic = u.topic AND p.source_offset = u.source_offset""";

  private static final List<String> FORGET =
      List.of(
          "UPDATE pin SET reason = NULL WHERE customer_id = ANY (?) AND reason IS NOT NULL",
          "DELETE FROM parked p USING unnest(?::text[]) AS e (customer_id)"
              + " WHERE p.key = convert_to(e.customer_id, 'UTF8')");

  private static final Columns TIER_CHANGE =
      Columns.of(
          "tier_change",
          "customer_id text, sequence bigint, kind text, from_tier text, to_tier text,"
              + " effective_at timestamptz, recorded_at timestamptz, event_id text, event json");

  static final Columns PUBLICATION =
      Columns.of(
          "publication",
          "partition integer, seq bigint, topic text, record_time timestamptz, key bytea,"
              + " headers bytea, value bytea");

  private final DataSource dataSource;
  private final RowAddresses addresses = new RowAddresses();

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
    var hot = addresses.of(rows);
    try {
      write(rows, hot);
    } catch (OwnershipLostException e) {
      if (!hot.isHinted()) {
        throw e;
      }
      // What was looked for at an address may be elsewhere.
      write(rows, addresses.searched());
    }
  }

  private void write(CommitRows rows, RowAddresses.OfCommit hot)
      throws SQLException, OwnershipLostException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        send(connection, rows, hot);
      } catch (SQLException e) {
        rollback(connection);
        if (isFaultOfTheData(e)) {
          meetFence(connection, rows);
        }
        throw e;
      } catch (OwnershipLostException | RuntimeException e) {
        rollback(connection);
        throw e;
      }
      commit(connection, rows);
      hot.keep();
    }
  }

  /** All of it, the fence first; in one trip when it is little. */
  private static void send(Connection connection, CommitRows rows, RowAddresses.OfCommit hot)
      throws SQLException, OwnershipLostException {
    var trip = new RoundTrip(connection);
    fence(trip, rows.claims, hot);
    move(trip, rows.positions, hot);
    mark(trip, rows, hot);
    rows.jobs.forEach(job -> importJob(trip, job));
    rows.models.forEach(model -> model(trip, model, rows.recordedAt));
    StandingStatement.write(trip, rows.standings);
    MemberRefresh.mark(
        trip, rows.standings.stream().map(row -> row.standing().customerId()).toList());
    pages(trip, ORDER_PAGE, rows.orderPages);
    pages(trip, FEEDBACK_PAGE, rows.feedbackPages);
    rows.orderApplications.into(trip, ORDER_APPLICATION);
    rows.feedbackApplications.into(trip, FEEDBACK_APPLICATION);
    rows.rates.into(trip, RATE);
    rows.parked.into(trip, PARKED);
    unpark(trip, rows.unparked);
    rows.pinApplications.into(trip, PIN_APPLICATION);
    rows.staleOrders.into(trip, STALE_ORDER);
    rows.staleFeedback.into(trip, STALE_FEEDBACK);
    rows.tierChanges.into(trip, TIER_CHANGE);
    forget(trip, rows.erased);
    rows.publications.into(trip, PUBLICATION);
    trip.send();
  }

  /** Whether it is the fault of what was to be written, and not the infrastructure's. */
  public static boolean isFaultOfTheData(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  /**
   * What was refused together with the fence's answer may be there already, written by who owns a
   * number now: then nothing is wrong with it.
   */
  private void meetFence(Connection connection, CommitRows rows)
      throws SQLException, OwnershipLostException {
    try {
      var trip = new RoundTrip(connection);
      fence(trip, rows.claims, addresses.searched());
      move(trip, rows.positions, addresses.searched());
      trip.send();
    } finally {
      rollback(connection);
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
        var trip = new RoundTrip(connection);
        fence(trip, rows.claims, addresses.searched());
        trip.send();
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

  private static void fence(RoundTrip trip, List<Claim> claims, RowAddresses.OfCommit hot) {
    trip.query(
        FENCE.formatted(hot.hint("o", "c")),
        owned -> fence(claims, owned),
        column(claims, Claim::number),
        column(claims, Claim::epoch),
        column(claims, hot::of));
  }

  private static void fence(List<Claim> claims, ResultSet owned)
      throws SQLException, OwnershipLostException {
    var lost = claims.stream().map(Claim::number).collect(toCollection(TreeSet::new));
    while (owned.next()) {
      lost.remove(owned.getInt(1));
    }
    if (!lost.isEmpty()) {
      throw new OwnershipLostException(lost, "another owner has taken");
    }
  }

  private static void move(RoundTrip trip, List<PositionMove> moves, RowAddresses.OfCommit hot) {
    if (!moves.isEmpty()) {
      trip.query(
          MOVE.formatted(hot.hint("p", "m")),
          moved -> move(moves, moved, hot),
          column(moves, PositionMove::topic),
          column(moves, PositionMove::partition),
          column(moves, PositionMove::from),
          column(moves, PositionMove::to),
          column(moves, PositionMove::lastTimestamp),
          column(moves, hot::of));
    }
  }

  private static void move(List<PositionMove> moves, ResultSet moved, RowAddresses.OfCommit hot)
      throws SQLException, OwnershipLostException {
    while (moved.next()) {
      hot.moved(moved.getString(1), moved.getInt(2), moved.getString(3));
    }
    Set<Integer> lost = new TreeSet<>();
    for (var move : moves) {
      if (!hot.hasMoved(move)) {
        lost.add(move.partition());
      }
    }
    if (!lost.isEmpty()) {
      throw new OwnershipLostException(lost, "a position isn't where its owner knew it to be in");
    }
  }

  private static void mark(RoundTrip trip, CommitRows rows, RowAddresses.OfCommit hot) {
    trip.query(
        MARK.formatted(hot.hint("o", "c")),
        marked -> {
          while (marked.next()) {
            hot.moved(marked.getInt(1), marked.getString(2));
          }
        },
        text(rows.recordedAt),
        column(rows.claims, Claim::number),
        column(rows.claims, Claim::published),
        column(rows.claims, hot::of));
    var moved = rows.claims.stream().filter(claim -> claim.marked() < claim.published()).toList();
    if (!moved.isEmpty()) {
      // From where the last one ended: until the next vacuum all that was ever deleted is in the
      // way.
      trip.update(
          SWEEP_OUT,
          column(moved, Claim::number),
          column(moved, Claim::marked),
          column(moved, Claim::published));
    }
  }

  private static void importJob(RoundTrip trip, CommitRows.JobRow row) {
    trip.update(
        JOB,
        text(row.number()),
        row.job().topic(),
        row.job().job(),
        text(row.job().startedAt()),
        text(row.job().endedAt()));
  }

  private static void model(RoundTrip trip, CommitRows.ModelRow row, Instant recordedAt) {
    var model = row.inForce().model();
    var number = text(model.number());
    var definition = ModelJson.write(model);
    var from = text(row.inForce().from());
    trip.update(MODEL_IN_FORCE, text(row.number()), number, from, definition, text(recordedAt));
    var cutOffs = model.fitted() == null ? CutOffs.FIXED : CutOffs.QUANTILE;
    trip.update(MODEL, number, cutOffs.name(), from, definition, from);
  }

  /** What may say more of a person than an id; whoever writes it holds the standing's row. */
  private static void forget(RoundTrip trip, List<String> customerIds) {
    if (!customerIds.isEmpty()) {
      FORGET.forEach(sql -> trip.update(sql, (Object) customerIds.toArray(String[]::new)));
    }
  }

  private static void unpark(RoundTrip trip, List<CommitRows.UnparkRow> rows) {
    if (!rows.isEmpty()) {
      trip.update(
          UNPARK,
          column(rows, CommitRows.UnparkRow::number),
          column(rows, CommitRows.UnparkRow::topic),
          column(rows, CommitRows.UnparkRow::offset));
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
      select.setArray(1, connection.createArrayOf("text", column(keys, RateKey::currency)));
      select.setArray(2, connection.createArrayOf("text", column(keys, RateKey::day)));
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

  static void pages(RoundTrip trip, String sql, List<CommitRows.PageRow> rows) {
    if (!rows.isEmpty()) {
      trip.update(
          sql,
          column(rows, CommitRows.PageRow::customerId),
          column(rows, CommitRows.PageRow::page),
          rows.stream().map(CommitRows.PageRow::bytes).toArray(byte[][]::new));
    }
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
