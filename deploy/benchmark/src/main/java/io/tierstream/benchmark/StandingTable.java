package io.tierstream.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A row per customer: what readers ask for, and purchases as bytes where a layout has them here.
 */
final class StandingTable {
  private static final String[] TIERS = {"BRONZE", "SILVER", "GOLD", "PLATINUM", "DIAMOND"};

  private static final String CREATE =
      """
      CREATE TABLE standing (
        customer_id text COLLATE "C" PRIMARY KEY, row_version bigint NOT NULL, tier text, tier_since timestamptz,
        segment text, lifecycle text NOT NULL, r smallint, f smallint, m smallint, composite numeric(4, 3),
        frequency integer NOT NULL, monetary numeric NOT NULL, last_purchase_at timestamptz,
        sequence bigint NOT NULL, next_change_at timestamptz, as_of timestamptz NOT NULL, ordinal bigint NOT NULL,
        pages integer NOT NULL, ledger bytea
      ) WITH (fillfactor = 80);
      CREATE INDEX standing_due ON standing (next_change_at) WHERE next_change_at IS NOT NULL""";

  private static final String UPSERT =
      """
      INSERT INTO standing AS old SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::timestamptz[],
        ?::text[], ?::text[], ?::smallint[], ?::smallint[], ?::smallint[], ?::numeric[], ?::int[], ?::numeric[],
        ?::timestamptz[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::bigint[], ?::int[], ?::bytea[])
      ON CONFLICT (customer_id) DO UPDATE SET
        row_version = excluded.row_version, tier = excluded.tier, tier_since = excluded.tier_since,
        segment = excluded.segment, lifecycle = excluded.lifecycle, r = excluded.r, f = excluded.f, m = excluded.m,
        composite = excluded.composite, frequency = excluded.frequency, monetary = excluded.monetary,
        last_purchase_at = excluded.last_purchase_at, sequence = excluded.sequence,
        next_change_at = excluded.next_change_at, as_of = excluded.as_of, ordinal = excluded.ordinal,
        pages = excluded.pages, ledger = coalesce(excluded.ledger, old.ledger)
      WHERE old.row_version = excluded.row_version - 1""";

  private static final String SELECT =
      "SELECT customer_id, row_version, ordinal, pages, ledger FROM standing WHERE customer_id = ANY (?)";

  private static final long YEAR = 365 * 86_400_000_000L;

  private StandingTable() {}

  /**
   * What is to be written of one customer.
   *
   * @param pages beside the row
   * @param bytes null when they stay, or the layout has none here
   */
  record Row(Ledger ledger, int pages, byte[] bytes) {
    private int frequency() {
      return ledger.purchases().size();
    }

    private int score() {
      return Math.min(5, 1 + frequency() / 10);
    }

    private long newest() {
      return ledger.newest().placedAt();
    }
  }

  /** A row as found. */
  record Stored(long rowVersion, long ordinal, int pages, byte[] bytes) {
    Ledger ledger(String customerId, List<Purchase> purchases) {
      return Ledger.stored(customerId, rowVersion, ordinal, pages, purchases);
    }
  }

  static void create(Connection connection, String... more) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(CREATE);
      for (var sql : more) {
        statement.execute(sql);
      }
    }
  }

  static void write(Connection connection, List<Row> rows) throws SQLException {
    try (var upsert = connection.prepareStatement(UPSERT)) {
      Texts.column(upsert, 1, rows, row -> row.ledger.customerId());
      Texts.column(upsert, 2, rows, row -> row.ledger.rowVersion() + 1);
      Texts.column(upsert, 3, rows, row -> TIERS[row.score() - 1]);
      Texts.column(upsert, 4, rows, row -> Texts.instant(row.newest()));
      Texts.column(upsert, 5, rows, row -> row.score() > 3 ? "CHAMPIONS" : "PROMISING");
      Texts.column(upsert, 6, rows, row -> "ACTIVE");
      Texts.column(upsert, 7, rows, row -> 5);
      Texts.column(upsert, 8, rows, Row::score);
      Texts.column(upsert, 9, rows, row -> 6 - row.score());
      Texts.column(upsert, 10, rows, row -> "3." + 111 * row.score());
      Texts.column(upsert, 11, rows, Row::frequency);
      Texts.column(upsert, 12, rows, row -> Texts.amount(row.ledger.net()));
      Texts.column(upsert, 13, rows, row -> Texts.instant(row.newest()));
      Texts.column(upsert, 14, rows, Row::score);
      Texts.column(upsert, 15, rows, row -> Texts.instant(row.newest() + YEAR));
      Texts.column(upsert, 16, rows, row -> Texts.instant(row.newest()));
      Texts.column(upsert, 17, rows, row -> row.ledger.ordinal());
      Texts.column(upsert, 18, rows, Row::pages);
      Texts.bytes(upsert, 19, rows, Row::bytes);
      if (upsert.executeUpdate() != rows.size()) {
        throw new IllegalStateException("a row was not at the version at which it was known");
      }
    }
  }

  /** In the order of their ids. */
  static TreeMap<String, Stored> load(Connection connection, Collection<String> customerIds)
      throws SQLException {
    var found = new TreeMap<String, Stored>();
    try (var select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", customerIds.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          found.put(
              result.getString(1),
              new Stored(
                  result.getLong(2), result.getLong(3), result.getInt(4), result.getBytes(5)));
        }
      }
    }
    return found;
  }

  /** Of those found, with the purchases that another table has of each. */
  static Map<String, Ledger> ledgers(
      Map<String, Stored> found, Map<String, List<Purchase>> purchases) {
    var ledgers = new HashMap<String, Ledger>();
    found.forEach((id, stored) -> ledgers.put(id, stored.ledger(id, purchases.get(id))));
    return ledgers;
  }
}
