package io.tierstream.benchmark;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A customer, decoded: all purchases by their placing, and which of them are still to be stored.
 */
final class Ledger {
  private static final Comparator<Purchase> BY_ORDER = Comparator.comparingLong(Purchase::order);

  private final String customerId;
  private final List<Purchase> purchases = new ArrayList<>();
  private final BitSet touched = new BitSet();
  private int stored;
  private int pages;
  private long rowVersion;
  private long ordinal;
  private long net;

  private Ledger(String customerId) {
    this.customerId = customerId;
  }

  static Ledger unknown(String customerId) {
    return new Ledger(customerId);
  }

  /** As found in the database. */
  static Ledger stored(
      String customerId, long rowVersion, long ordinal, int pages, List<Purchase> purchases) {
    var ledger = new Ledger(customerId);
    ledger.purchases.addAll(purchases);
    ledger.stored = purchases.size();
    ledger.rowVersion = rowVersion;
    ledger.ordinal = ordinal;
    ledger.pages = pages;
    purchases.forEach(purchase -> ledger.net += purchase.net());
    return ledger;
  }

  void apply(Purchase fact) {
    int index = Collections.binarySearch(purchases, fact, BY_ORDER);
    if (index < 0) {
      // Purchases come in the order of their placing.
      index = purchases.size();
      purchases.add(fact);
    } else {
      net -= purchases.set(index, fact).net();
    }
    net += fact.net();
    ordinal = fact.ordinal();
    touched.set(index);
  }

  /** After this, nothing is left to be stored. */
  void committed(int pages) {
    touched.clear();
    stored = purchases.size();
    rowVersion++;
    this.pages = pages;
  }

  String customerId() {
    return customerId;
  }

  List<Purchase> purchases() {
    return purchases;
  }

  /** Positions of the purchases that are new or have a new version. */
  BitSet touched() {
    return touched;
  }

  /** How many purchases the database has; later positions are new to it. */
  int storedPurchases() {
    return stored;
  }

  int pages() {
    return pages;
  }

  long rowVersion() {
    return rowVersion;
  }

  long ordinal() {
    return ordinal;
  }

  /** Of all purchases, in cents. */
  long net() {
    return net;
  }

  Purchase newest() {
    return purchases.get(purchases.size() - 1);
  }
}
