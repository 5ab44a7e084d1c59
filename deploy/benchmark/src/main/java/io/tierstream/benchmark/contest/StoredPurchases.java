package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Orders that were paid, by customer and then by the instant at which they were: which stays for
 * ever, so an order stays where it is.
 */
final class StoredPurchases {

  private static final byte END_OF_CUSTOMER = 0;
  private static final int LONGEST_ENTRY = 31;
  private static final OrderStatus[] STATUSES = OrderStatus.values();

  private final KeyValueStore<Bytes, byte[]> store;

  StoredPurchases(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** What is kept of an order; amounts in {@link Money}'s parts. */
  record Purchase(long version, long total, long refunded, OrderStatus status) {

    static Purchase of(Order order) {
      return new Purchase(
          order.version(),
          Money.parts(order.total()),
          Money.parts(order.refunded()),
          order.status());
    }

    boolean qualifies() {
      return (status == OrderStatus.PAID || status == OrderStatus.PARTIALLY_REFUNDED)
          && refunded < total;
    }

    long net() {
      return total - refunded;
    }

    private byte[] packed() {
      var bytes = ByteBuffer.allocate(LONGEST_ENTRY);
      bytes.put((byte) status.ordinal());
      ByteUtils.writeVarlong(version, bytes);
      ByteUtils.writeVarlong(total, bytes);
      ByteUtils.writeVarlong(refunded, bytes);
      var packed = new byte[bytes.position()];
      bytes.flip().get(packed);
      return packed;
    }

    private static Purchase unpack(byte[] packed) {
      var bytes = ByteBuffer.wrap(packed);
      var status = STATUSES[bytes.get()];
      return new Purchase(
          ByteUtils.readVarlong(bytes),
          ByteUtils.readVarlong(bytes),
          ByteUtils.readVarlong(bytes),
          status);
    }
  }

  /** A qualifying purchase and its instant. */
  interface Visitor {
    /** Returns whether to go on. */
    boolean visit(Instant paidAt, Purchase purchase);
  }

  /** What is kept of this order; null when nothing is. */
  Purchase get(byte[] customer, Order order) {
    var packed = store.get(key(customer, order));
    return packed == null ? null : Purchase.unpack(packed);
  }

  void put(byte[] customer, Order order, Purchase purchase) {
    store.put(key(customer, order), purchase.packed());
  }

  /** Qualifying purchases that were paid in {@code [from, until)}, the earliest first. */
  void forEach(byte[] customer, Instant from, Instant until, Visitor visitor) {
    try (var found = store.range(bound(customer, from), bound(customer, until))) {
      visit(customer, found, visitor);
    }
  }

  /** When the latest one was paid that qualifies, and not after {@code at}; null without one. */
  Instant latest(byte[] customer, Instant at) {
    var latest = new Instant[1];
    try (var found =
        store.reverseRange(
            bound(customer, Instant.MIN), bound(customer, Micros.instant(Micros.of(at) + 1)))) {
      visit(
          customer,
          found,
          (paidAt, purchase) -> {
            latest[0] = paidAt;
            return false;
          });
    }
    return latest[0];
  }

  private static void visit(
      byte[] customer, KeyValueIterator<Bytes, byte[]> found, Visitor visitor) {
    boolean goesOn = true;
    while (goesOn && found.hasNext()) {
      KeyValue<Bytes, byte[]> one = found.next();
      var purchase = Purchase.unpack(one.value);
      if (purchase.qualifies()) {
        long micros = ByteBuffer.wrap(one.key.get()).getLong(customer.length + 1) ^ Long.MIN_VALUE;
        goesOn = visitor.visit(Micros.instant(micros), purchase);
      }
    }
  }

  private static Bytes key(byte[] customer, Order order) {
    var id = order.orderId().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(begun(customer, order.paidAt(), id.length).put(id).array());
  }

  /** Before every order of the customer that was paid at {@code at}, and after those before. */
  private static Bytes bound(byte[] customer, Instant at) {
    return Bytes.wrap(begun(customer, at, 0).array());
  }

  /** Sorts as unsigned bytes do. */
  private static ByteBuffer begun(byte[] customer, Instant at, int more) {
    long micros;
    if (at.equals(Instant.MIN) || at.equals(Instant.MAX)) {
      micros = at.equals(Instant.MIN) ? Long.MIN_VALUE : Long.MAX_VALUE;
    } else {
      micros = Micros.of(at);
    }
    return ByteBuffer.allocate(customer.length + 1 + Long.BYTES + more)
        .put(customer)
        .put(END_OF_CUSTOMER)
        .putLong(micros ^ Long.MIN_VALUE);
  }
}
