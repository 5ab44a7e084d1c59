package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.RateKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Takes partition numbers over: raises their epochs, so that whoever held them is fenced. */
@ApplicationScoped
public class Ownerships {

  private static final Logger LOG = Logger.getLogger(Ownerships.class);

  /** How long a holder's transaction may go on before it is ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  private static final String ENSURE_OWNERSHIP =
      """
      INSERT INTO ownership (partition, epoch, owner, taken_at, published)
      SELECT n, 0, '', ?::timestamptz, 0 FROM unnest(?::int[]) AS n ORDER BY n ON CONFLICT DO NOTHING""";

  private static final String ENSURE_POSITION =
      """
      INSERT INTO position (topic, partition, next_offset)
      SELECT t, n, 0 FROM unnest(?::text[]) AS t, unnest(?::int[]) AS n ORDER BY t, n
      ON CONFLICT DO NOTHING""";

  private static final String LOCK =
      "SELECT 1 FROM ownership WHERE partition = ANY (?::int[]) ORDER BY partition FOR UPDATE";

  private static final String TAKE =
      """
      UPDATE ownership SET epoch = epoch + 1, owner = ?, taken_at = ?::timestamptz
      WHERE partition = ANY (?::int[]) RETURNING partition, epoch, published""";

  private final DataSource dataSource;

  @Inject
  public Ownerships(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A number just taken, and all that its owner goes on from.
   *
   * @param epoch of this ownership
   * @param published the last publication acknowledged and marked
   * @param positions next offset by topic, without prefix
   * @param timestamps of the last record folded, by topic; absent while there is none
   * @param jobs imports that the partition has seen
   * @param models that the partition has heard of, in no order
   * @param rates that the partition has heard of
   * @param unmarked publications to send again, in order
   */
  public record Taken(
      int number,
      long epoch,
      long published,
      Map<String, Long> positions,
      Map<String, Instant> timestamps,
      List<ImportJob> jobs,
      List<ModelTimeline.InForce> models,
      Map<RateKey, BigDecimal> rates,
      List<Publication> unmarked) {}

  /**
   * Takes {@code numbers}. A holder that is in the middle of a transaction is given a moment to
   * finish, then its session is ended: a stopped process could hold its locks for ever.
   *
   * @param topics the input topics, without prefix
   * @param owner who takes them, for people who look
   */
  public List<Taken> take(
      SortedSet<Integer> numbers, Collection<String> topics, String owner, Instant at)
      throws SQLException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var taken = take(connection, numbers, topics, owner, at);
        connection.commit();
        return taken;
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private List<Taken> take(
      Connection connection,
      SortedSet<Integer> numbers,
      Collection<String> topics,
      String owner,
      Instant at)
      throws SQLException {
    var wanted = connection.createArrayOf("int", numbers.toArray());
    try (var insert = connection.prepareStatement(ENSURE_OWNERSHIP)) {
      insert.setString(1, at.toString());
      insert.setArray(2, wanted);
      insert.executeUpdate();
    }
    try (var insert = connection.prepareStatement(ENSURE_POSITION)) {
      insert.setArray(1, connection.createArrayOf("text", topics.toArray()));
      insert.setArray(2, wanted);
      insert.executeUpdate();
    }
    lock(connection, numbers);
    var positions = new HashMap<Integer, Map<String, Long>>();
    var timestamps = new HashMap<Integer, Map<String, Instant>>();
    try (var select =
        connection.prepareStatement(
            "SELECT topic, partition, next_offset, last_timestamp FROM position"
                + " WHERE partition = ANY (?)")) {
      select.setArray(1, wanted);
      try (var result = select.executeQuery()) {
        while (result.next()) {
          var number = result.getInt("partition");
          var topic = result.getString("topic");
          positions
              .computeIfAbsent(number, n -> new HashMap<>())
              .put(topic, result.getLong("next_offset"));
          var last = CustomerLoader.instant(result, "last_timestamp");
          if (last != null) {
            timestamps.computeIfAbsent(number, n -> new HashMap<>()).put(topic, last);
          }
        }
      }
    }
    var jobs = jobs(connection, numbers);
    var models = models(connection, numbers);
    var rates = rates(connection, numbers);
    var unmarked = unmarked(connection, numbers);
    var taken = new ArrayList<Taken>();
    try (var update = connection.prepareStatement(TAKE)) {
      update.setString(1, owner);
      update.setString(2, at.toString());
      update.setArray(3, wanted);
      try (var result = update.executeQuery()) {
        while (result.next()) {
          var number = result.getInt(1);
          taken.add(
              new Taken(
                  number,
                  result.getLong(2),
                  result.getLong(3),
                  positions.getOrDefault(number, Map.of()),
                  timestamps.getOrDefault(number, Map.of()),
                  jobs.getOrDefault(number, List.of()),
                  models.getOrDefault(number, List.of()),
                  rates.getOrDefault(number, Map.of()),
                  unmarked.getOrDefault(number, List.of())));
        }
      }
    }
    return taken;
  }

  private void lock(Connection connection, SortedSet<Integer> numbers) throws SQLException {
    int pid;
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT pg_backend_pid()")) {
      result.next();
      pid = result.getInt(1);
    }
    var watch = Executors.newSingleThreadScheduledExecutor();
    try (var statement = connection.createStatement();
        var select = connection.prepareStatement(LOCK)) {
      statement.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      endHolders(watch, pid);
      select.executeQuery().close();
    } finally {
      watch.shutdownNow();
    }
  }

  private void endHolders(ScheduledExecutorService watch, int waiting) {
    var unused =
        watch.schedule(
            () -> {
              try (var connection = dataSource.getConnection();
                  var terminate =
                      connection.prepareStatement(
                          "SELECT pid, pg_terminate_backend(pid) FROM unnest(pg_blocking_pids(?)) AS pid")) {
                terminate.setInt(1, waiting);
                try (var result = terminate.executeQuery()) {
                  while (result.next()) {
                    LOG.warnf("Ended session %d, which held a partition's lock", result.getInt(1));
                  }
                }
              } catch (SQLException e) {
                LOG.warnf("Couldn't end the holder of a partition's lock: %s", e.getMessage());
              }
            },
            PATIENCE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  static Map<Integer, List<ImportJob>> jobs(Connection connection, SortedSet<Integer> numbers)
      throws SQLException {
    var jobs = new HashMap<Integer, List<ImportJob>>();
    try (var select =
        connection.prepareStatement(
            "SELECT partition, topic, job, started_at, ended_at FROM import_job"
                + " WHERE partition = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          jobs.computeIfAbsent(result.getInt("partition"), n -> new ArrayList<>())
              .add(
                  new ImportJob(
                      result.getString("topic"),
                      result.getString("job"),
                      CustomerLoader.instant(result, "started_at"),
                      CustomerLoader.instant(result, "ended_at")));
        }
      }
    }
    return jobs;
  }

  static Map<Integer, List<ModelTimeline.InForce>> models(
      Connection connection, SortedSet<Integer> numbers) throws SQLException {
    var models = new HashMap<Integer, List<ModelTimeline.InForce>>();
    try (var select =
        connection.prepareStatement(
            "SELECT partition, number, effective_at, definition FROM model_in_force"
                + " WHERE partition = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          models
              .computeIfAbsent(result.getInt("partition"), n -> new ArrayList<>())
              .add(
                  new ModelTimeline.InForce(
                      ModelJson.read(result.getInt("number"), result.getString("definition")),
                      CustomerLoader.instant(result, "effective_at")));
        }
      }
    }
    return models;
  }

  static Map<Integer, Map<RateKey, BigDecimal>> rates(
      Connection connection, SortedSet<Integer> numbers) throws SQLException {
    var rates = new HashMap<Integer, Map<RateKey, BigDecimal>>();
    try (var select =
        connection.prepareStatement(
            "SELECT partition, currency, day, rate FROM rate_known WHERE partition = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          rates
              .computeIfAbsent(result.getInt("partition"), n -> new HashMap<>())
              .put(
                  new RateKey(
                      result.getString("currency"), result.getObject("day", LocalDate.class)),
                  result.getBigDecimal("rate"));
        }
      }
    }
    return rates;
  }

  private static Map<Integer, List<Publication>> unmarked(
      Connection connection, SortedSet<Integer> numbers) throws SQLException {
    var unmarked = new HashMap<Integer, List<Publication>>();
    try (var select =
        connection.prepareStatement(
            "SELECT p.partition, p.seq, p.topic, p.record_time, p.key, p.headers, p.value"
                + " FROM publication p JOIN ownership o ON o.partition = p.partition"
                + " WHERE p.partition = ANY (?) AND p.seq > o.published ORDER BY p.partition, p.seq")) {
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          unmarked
              .computeIfAbsent(result.getInt("partition"), n -> new ArrayList<>())
              .add(
                  new Publication(
                      result.getLong("seq"),
                      result.getString("topic"),
                      CustomerLoader.instant(result, "record_time"),
                      result.getBytes("key"),
                      result.getBytes("headers"),
                      result.getBytes("value")));
        }
      }
    }
    return unmarked;
  }

  /** A customer whose standing is due at the instant asked about. */
  public record Due(int number, String customerId) {}

  /**
   * Customers that an older model than the one in force has assessed last, in no order.
   *
   * @param until by number, the instant up to which it may be swept
   * @param older by number, the models that are older
   * @param importing as in {@link #due}
   */
  public List<Due> outdated(
      Map<Integer, Instant> until,
      Map<Integer, Collection<Integer>> older,
      Collection<Integer> importing,
      int limit)
      throws SQLException {
    var numbers = new ArrayList<Integer>();
    var models = new ArrayList<Integer>();
    var instants = new ArrayList<String>();
    older.forEach(
        (number, ofIt) ->
            ofIt.forEach(
                model -> {
                  numbers.add(number);
                  models.add(model);
                  instants.add(until.get(number).toString());
                }));
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT s.partition, s.customer_id
                FROM unnest(?::int[], ?::int[], ?::timestamptz[]) AS o (partition, model, until)
                JOIN standing s ON s.partition = o.partition AND s.model = o.model AND s.as_of <= o.until
                WHERE (s.backfill IS NULL OR NOT s.partition = ANY (?::int[]))
                  AND s.gathered_at IS NULL AND NOT s.erased LIMIT ?""")) {
      select.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      select.setArray(2, connection.createArrayOf("int", models.toArray()));
      select.setArray(3, connection.createArrayOf("text", instants.toArray()));
      select.setArray(4, connection.createArrayOf("int", importing.toArray()));
      select.setInt(5, limit);
      try (var result = select.executeQuery()) {
        var outdated = new ArrayList<Due>();
        while (result.next()) {
          outdated.add(new Due(result.getInt(1), result.getString(2)));
        }
        return outdated;
      }
    }
  }

  /**
   * The customers that are due, the earliest first.
   *
   * @param until by number, the instant up to which it may be swept
   * @param importing numbers in which an import is open: half-loaded standings are left alone
   * @param limit how many at most
   */
  public List<Due> due(Map<Integer, Instant> until, Collection<Integer> importing, int limit)
      throws SQLException {
    var numbers = until.keySet().toArray(Integer[]::new);
    var instants = until.values().stream().map(Instant::toString).toArray(String[]::new);
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT d.partition, d.customer_id
                FROM unnest(?::int[], ?::timestamptz[]) AS u (partition, until)
                CROSS JOIN (VALUES (false), (true)) AS i (imported)
                CROSS JOIN LATERAL (
                  SELECT s.partition, s.customer_id, s.next_change_at FROM standing s
                  WHERE s.partition = u.partition AND (s.backfill IS NOT NULL) = i.imported
                    AND s.next_change_at <= u.until
                  ORDER BY s.next_change_at LIMIT ?) AS d
                WHERE NOT (i.imported AND u.partition = ANY (?::int[]))
                ORDER BY d.next_change_at LIMIT ?""")) {
      select.setArray(1, connection.createArrayOf("int", numbers));
      select.setArray(2, connection.createArrayOf("text", instants));
      select.setInt(3, limit);
      select.setArray(4, connection.createArrayOf("int", importing.toArray()));
      select.setInt(5, limit);
      try (var result = select.executeQuery()) {
        var due = new ArrayList<Due>();
        while (result.next()) {
          due.add(new Due(result.getInt(1), result.getString(2)));
        }
        return due;
      }
    }
  }

  /** Whether the number is still owned as {@code claim} says. */
  public boolean holds(Claim claim) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                "SELECT 1 FROM ownership WHERE partition = ? AND epoch = ?")) {
      select.setInt(1, claim.number());
      select.setLong(2, claim.epoch());
      try (var result = select.executeQuery()) {
        return result.next();
      }
    }
  }

  /**
   * The numbers that aren't owned any more. Asks the database even when there are none to ask
   * about.
   *
   * @param epochs of their ownerships, by number
   */
  public SortedSet<Integer> lost(Map<Integer, Long> epochs) throws SQLException {
    var lost = new TreeSet<Integer>();
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT c.partition FROM unnest(?::int[], ?::bigint[]) AS c (partition, epoch)
                LEFT JOIN ownership o ON o.partition = c.partition AND o.epoch = c.epoch
                WHERE o.partition IS NULL""")) {
      select.setArray(1, connection.createArrayOf("int", epochs.keySet().toArray()));
      select.setArray(2, connection.createArrayOf("bigint", epochs.values().toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          lost.add(result.getInt(1));
        }
      }
    }
    return lost;
  }
}
