package io.tierstream.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest purchases in the customer's row, older ones in pages: segmentation-service's layout
 * for purchases that come in the order of their placing, so that no page is ever split, and each
 * page but the last is filled to the same.
 */
final class TailAndPages implements StateLayout {
  private static final int TAIL = 32;
  private static final int MOVED = 24;
  private static final int PAGE = 120;

  private static final String CREATE =
      """
      CREATE TABLE ledger_page (
        customer_id text COLLATE "C" NOT NULL, page integer NOT NULL, orders bytea NOT NULL,
        PRIMARY KEY (customer_id, page)
      )""";

  private static final String UPSERT =
      """
      INSERT INTO ledger_page SELECT * FROM unnest(?::text[], ?::int[], ?::bytea[])
      ON CONFLICT (customer_id, page) DO UPDATE SET orders = excluded.orders""";

  private static final String SELECT =
      "SELECT customer_id, orders FROM ledger_page WHERE customer_id = ANY (?) ORDER BY customer_id, page";

  private final boolean cached;

  TailAndPages(boolean cached) {
    this.cached = cached;
  }

  /** A page's number, from 1 up, and its bytes. */
  private record Page(String customerId, int number, byte[] orders) {}

  @Override
  public boolean cached() {
    return cached;
  }

  @Override
  public String table() {
    return "ledger_page";
  }

  @Override
  public void create(Connection connection) throws SQLException {
    StandingTable.create(connection, CREATE);
  }

  @Override
  public Map<String, Ledger> load(Connection connection, Collection<String> customerIds)
      throws SQLException {
    var found = StandingTable.load(connection, customerIds);
    var purchases = new HashMap<String, List<Purchase>>();
    found.keySet().forEach(id -> purchases.put(id, new ArrayList<>()));
    var paged =
        found.entrySet().stream().filter(e -> e.getValue().pages() > 0).map(Map.Entry::getKey);
    try (var select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", paged.toArray()));
      try (var result = select.executeQuery()) {
        while (result.next()) {
          var id = result.getString(1);
          purchases.get(id).addAll(PurchaseBytes.read(id, result.getBytes(2)));
        }
      }
    }
    found.forEach((id, stored) -> purchases.get(id).addAll(PurchaseBytes.read(id, stored.bytes())));
    return StandingTable.ledgers(found, purchases);
  }

  @Override
  public void write(Connection connection, List<Ledger> changed) throws SQLException {
    var standings = new ArrayList<StandingTable.Row>();
    var pages = new ArrayList<Page>();
    for (var ledger : changed) {
      int tailFrom = moved(ledger.purchases().size());
      boolean tailTouched = ledger.touched().length() > tailFrom;
      var dirty = new BitSet();
      ledger.touched().stream().filter(at -> at < tailFrom).forEach(at -> dirty.set(at / PAGE));
      for (int at = moved(ledger.storedPurchases()); at < tailFrom; at += MOVED) {
        dirty.set(at / PAGE);
      }
      int count = (tailFrom + PAGE - 1) / PAGE;
      dirty.stream().forEach(page -> pages.add(page(ledger, page, tailFrom)));
      var tail = ledger.purchases().subList(tailFrom, ledger.purchases().size());
      standings.add(
          new StandingTable.Row(ledger, count, tailTouched ? PurchaseBytes.write(tail) : null));
    }
    StandingTable.write(connection, standings);
    upsert(connection, pages);
    standings.forEach(row -> row.ledger().committed(row.pages()));
  }

  /** How many of so many purchases have moved from the tail to pages. */
  private static int moved(int purchases) {
    return Math.max(0, purchases - TAIL + MOVED - 1) / MOVED * MOVED;
  }

  private static Page page(Ledger ledger, int index, int tailFrom) {
    var content = ledger.purchases().subList(index * PAGE, Math.min((index + 1) * PAGE, tailFrom));
    return new Page(ledger.customerId(), index + 1, PurchaseBytes.write(content));
  }

  private static void upsert(Connection connection, List<Page> pages) throws SQLException {
    if (pages.isEmpty()) {
      return;
    }
    try (var upsert = connection.prepareStatement(UPSERT)) {
      Texts.column(upsert, 1, pages, Page::customerId);
      Texts.column(upsert, 2, pages, Page::number);
      Texts.bytes(upsert, 3, pages, Page::orders);
      upsert.executeUpdate();
    }
  }
}
