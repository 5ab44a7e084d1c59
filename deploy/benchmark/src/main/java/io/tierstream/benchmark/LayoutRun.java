package io.tierstream.benchmark;

import io.tierstream.embedded.PostgresProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One layout taking in all facts, in a database of its own that is gone afterwards. */
final class LayoutRun {
  private static final String APPLICATION =
      """
      CREATE TABLE application (
        customer_id text COLLATE "C" NOT NULL, ordinal bigint NOT NULL, at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL, cause text NOT NULL, order_id text, order_version bigint, status text,
        total numeric, refunded numeric, placed_at timestamptz, paid_at timestamptz, occurred_at timestamptz,
        supersedes bigint, PRIMARY KEY (customer_id, ordinal)
      )""";

  private final StateLayout layout;
  private final Map<String, Ledger> cache = new HashMap<>();

  private LayoutRun(StateLayout layout) {
    this.layout = layout;
  }

  /**
   * What came of it.
   *
   * @param nanos from the first batch to the last commit
   * @param cpuNanos that this process and its database session computed in this time
   * @param wal bytes written ahead in this time
   * @param loadNanos to load and decode all customers afterwards
   * @param largestRow bytes of the largest row of the state at the end, as the wire has it
   * @param size of the database at the end, in bytes
   */
  record Result(
      int events, long nanos, long cpuNanos, long wal, long loadNanos, long largestRow, long size) {
    double eventsPerSecond() {
      return events * 1e9 / nanos;
    }

    double cpuMicrosPerEvent() {
      return cpuNanos / 1e3 / events;
    }
  }

  /**
   * Takes in the facts, a transaction per batch.
   *
   * @throws IllegalStateException when the database then doesn't have what the facts say
   */
  static Result of(StateLayout layout, PostgresProcess postgres, List<Purchase> facts, int batch)
      throws SQLException, IOException {
    postgres.createDatabase("layout");
    try (var connection = postgres.connect("layout")) {
      return new LayoutRun(layout).measure(connection, facts, batch);
    } finally {
      try (var connection = postgres.connect("postgres");
          var statement = connection.createStatement()) {
        statement.execute("DROP DATABASE layout");
      }
    }
  }

  private Result measure(Connection connection, List<Purchase> facts, int batch)
      throws SQLException, IOException {
    layout.create(connection);
    try (var statement = connection.createStatement()) {
      statement.execute(APPLICATION);
      // So that each run pays for the first change of a block after a checkpoint alike.
      statement.execute("CHECKPOINT");
    }
    connection.setAutoCommit(false);
    long walBefore = number(connection, "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
    long session = number(connection, "pg_backend_pid()");
    long cpuBefore = cpu(session);
    long began = System.nanoTime();
    for (int from = 0; from < facts.size(); from += batch) {
      take(connection, facts.subList(from, Math.min(from + batch, facts.size())));
    }
    long nanos = System.nanoTime() - began;
    long cpuNanos = cpu(session) - cpuBefore;
    long wal = number(connection, "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')") - walBefore;
    long loadNanos = load(connection, facts);
    return new Result(
        facts.size(),
        nanos,
        cpuNanos,
        wal,
        loadNanos,
        Math.max(largest(connection, "standing"), largest(connection, layout.table())),
        number(connection, "pg_database_size(current_database())"));
  }

  private void take(Connection connection, List<Purchase> batch) throws SQLException, IOException {
    var ids = new TreeSet<String>();
    batch.forEach(fact -> ids.add(fact.customerId()));
    var known = layout.cached() ? cache : layout.load(connection, ids);
    var changed = new TreeMap<String, Ledger>();
    var applications = new StringBuilder();
    for (var fact : batch) {
      var ledger = known.computeIfAbsent(fact.customerId(), Ledger::unknown);
      ledger.apply(fact);
      changed.put(fact.customerId(), ledger);
      var placedAt = Texts.instant(fact.placedAt());
      var paidAt = Texts.instant(fact.paidAt());
      Texts.row(
          applications,
          fact.customerId(),
          fact.ordinal(),
          paidAt,
          paidAt,
          fact.version() == 1 ? "order.paid" : "order.refunded",
          fact.orderId(),
          fact.version(),
          fact.status(),
          Texts.amount(fact.total()),
          Texts.amount(fact.refunded()),
          placedAt,
          paidAt,
          paidAt,
          null);
    }
    layout.write(connection, List.copyOf(changed.values()));
    Texts.copy(connection, "application", applications);
    connection.commit();
  }

  /** How long it takes to load all customers, who are then compared with the facts. */
  private long load(Connection connection, List<Purchase> facts) throws SQLException {
    var expected = new HashMap<String, TreeMap<Long, Purchase>>();
    facts.forEach(
        fact ->
            expected
                .computeIfAbsent(fact.customerId(), id -> new TreeMap<>())
                .put(fact.order(), fact));
    long began = System.nanoTime();
    var stored = layout.load(connection, expected.keySet());
    long nanos = System.nanoTime() - began;
    expected.forEach(
        (id, purchases) -> {
          if (!List.copyOf(purchases.values()).equals(stored.get(id).purchases())) {
            throw new IllegalStateException("the database has other purchases of " + id);
          }
        });
    return nanos;
  }

  /** Unlike the time on the clock, hardly the business of what else the machine does. */
  private static long cpu(long session) {
    return Stream.of(ProcessHandle.current(), ProcessHandle.of(session).orElseThrow())
        .mapToLong(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  private static long largest(Connection connection, String table) throws SQLException {
    return table == null
        ? 0
        : number(
            connection, "(SELECT max(octet_length(record_send(t))) FROM %s t)".formatted(table));
  }

  private static long number(Connection connection, String expression) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT " + expression)) {
      result.next();
      return result.getLong(1);
    }
  }
}
