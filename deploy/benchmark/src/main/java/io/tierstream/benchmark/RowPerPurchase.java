package io.tierstream.benchmark;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A row per purchase: new ones by COPY, later versions by upsert. */
final class RowPerPurchase implements StateLayout {

  private static final String CREATE =
      """
      CREATE TABLE purchase (
        customer_id text COLLATE "C" NOT NULL, order_id text COLLATE "C" NOT NULL, version bigint NOT NULL,
        status text NOT NULL, total numeric NOT NULL, refunded numeric NOT NULL, placed_at timestamptz NOT NULL,
        paid_at timestamptz, ordinal bigint NOT NULL, PRIMARY KEY (customer_id, order_id)
      ) WITH (fillfactor = 90)""";

  private static final String UPSERT =
      """
      INSERT INTO purchase SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::numeric[],
        ?::numeric[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
      ON CONFLICT (customer_id, order_id) DO UPDATE SET
        version = excluded.version, status = excluded.status, total = excluded.total,
        refunded = excluded.refunded, placed_at = excluded.placed_at, paid_at = excluded.paid_at,
        ordinal = excluded.ordinal""";

  private static final String SELECT =
      """
      SELECT customer_id, substr(order_id, 2)::bigint, version, (total * 100)::bigint, (refunded * 100)::bigint,
        (extract(epoch FROM placed_at) * 1000000)::bigint, (extract(epoch FROM paid_at) * 1000000)::bigint, ordinal
      FROM purchase WHERE customer_id = ANY (?) ORDER BY customer_id, order_id""";

  @Override
  public boolean cached() {
    return true;
  }

  @Override
  public String table() {
    return "purchase";
  }

  @Override
  public void create(Connection connection) throws SQLException {
    StandingTable.create(connection, CREATE);
  }

  @Override
  public Map<String, Ledger> load(Connection connection, Collection<String> customerIds)
      throws SQLException {
    var purchases = new HashMap<String, List<Purchase>>();
    try (var select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", customerIds.toArray()));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          purchases
              .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
              .add(
                  new Purchase(
                      row.getString(1),
                      row.getLong(2),
                      row.getInt(3),
                      row.getLong(4),
                      row.getLong(5),
                      row.getLong(6),
                      row.getLong(7),
                      row.getLong(8)));
        }
      }
    }
    return StandingTable.ledgers(StandingTable.load(connection, customerIds), purchases);
  }

  @Override
  public void write(Connection connection, List<Ledger> changed) throws SQLException, IOException {
    var standings = new ArrayList<StandingTable.Row>();
    var fresh = new StringBuilder();
    var later = new ArrayList<Purchase>();
    for (var ledger : changed) {
      standings.add(new StandingTable.Row(ledger, 0, null));
      var touched = ledger.touched();
      for (int at = touched.nextSetBit(0); at >= 0; at = touched.nextSetBit(at + 1)) {
        var purchase = ledger.purchases().get(at);
        if (at < ledger.storedPurchases()) {
          later.add(purchase);
        } else {
          Texts.row(
              fresh,
              purchase.customerId(),
              purchase.orderId(),
              purchase.version(),
              purchase.status(),
              Texts.amount(purchase.total()),
              Texts.amount(purchase.refunded()),
              Texts.instant(purchase.placedAt()),
              Texts.instant(purchase.paidAt()),
              purchase.ordinal());
        }
      }
    }
    StandingTable.write(connection, standings);
    Texts.copy(connection, "purchase", fresh);
    upsert(connection, later);
    changed.forEach(ledger -> ledger.committed(0));
  }

  private static void upsert(Connection connection, List<Purchase> purchases) throws SQLException {
    if (purchases.isEmpty()) {
      return;
    }
    try (var upsert = connection.prepareStatement(UPSERT)) {
      Texts.column(upsert, 1, purchases, Purchase::customerId);
      Texts.column(upsert, 2, purchases, Purchase::orderId);
      Texts.column(upsert, 3, purchases, Purchase::version);
      Texts.column(upsert, 4, purchases, Purchase::status);
      Texts.column(upsert, 5, purchases, purchase -> Texts.amount(purchase.total()));
      Texts.column(upsert, 6, purchases, purchase -> Texts.amount(purchase.refunded()));
      Texts.column(upsert, 7, purchases, purchase -> Texts.instant(purchase.placedAt()));
      Texts.column(upsert, 8, purchases, purchase -> Texts.instant(purchase.paidAt()));
      Texts.column(upsert, 9, purchases, Purchase::ordinal);
      upsert.executeUpdate();
    }
  }
}
