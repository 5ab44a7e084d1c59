package io.tierstream.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole ledger in the customer's one row, however long it grows. */
final class InlineLedger implements StateLayout {

  @Override
  public boolean cached() {
    return true;
  }

  @Override
  public String table() {
    return null;
  }

  @Override
  public void create(Connection connection) throws SQLException {
    StandingTable.create(connection);
  }

  @Override
  public Map<String, Ledger> load(Connection connection, Collection<String> customerIds)
      throws SQLException {
    var found = StandingTable.load(connection, customerIds);
    var purchases = new HashMap<String, List<Purchase>>();
    found.forEach((id, stored) -> purchases.put(id, PurchaseBytes.read(id, stored.bytes())));
    return StandingTable.ledgers(found, purchases);
  }

  @Override
  public void write(Connection connection, List<Ledger> changed) throws SQLException {
    var rows = new ArrayList<StandingTable.Row>();
    for (var ledger : changed) {
      rows.add(new StandingTable.Row(ledger, 0, PurchaseBytes.write(ledger.purchases())));
    }
    StandingTable.write(connection, rows);
    changed.forEach(ledger -> ledger.committed(0));
  }
}
