package io.tierstream.benchmark.writes;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Orders of one line each, of 10,000 customers in turn, over REST. */
final class Orders {
  private static final int CUSTOMERS = 10_000;

  private final Caller caller;
  private final AtomicLong placed = new AtomicLong();
  private final Queue<String> unpaid = new ConcurrentLinkedQueue<>();

  Orders(Caller caller) {
    this.caller = caller;
  }

  private boolean place() throws IOException {
    long number = placed.incrementAndGet();
    place("W-" + number, "WC-" + number % CUSTOMERS);
    unpaid.add("W-" + number);
    return true;
  }

  /** Places one that is never paid. */
  void place(String order, String customer) throws IOException {
    caller.post(
        "/orders",
        """
        {"orderId":"%s","customerId":"%s","currency":"CNY","channel":"web",\
        "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"129.90"}]}"""
            .formatted(order, customer));
  }

  private boolean pay() throws IOException {
    var order = unpaid.poll();
    if (order == null) {
      return false;
    }
    caller.post("/orders/" + order + "/payment", "{}");
    return true;
  }

  /** How fast new ones are placed over so many connections, each waiting for its answer. */
  ClosedLoop.Pace placing(int connections, int seconds) throws Exception {
    return ClosedLoop.of(connections, seconds, TimeUnit.SECONDS, () -> this::place);
  }

  /** How fast those that were placed are paid, likewise, as long as there are any. */
  ClosedLoop.Pace paying(int connections, int seconds) throws Exception {
    return ClosedLoop.of(connections, seconds, TimeUnit.SECONDS, () -> this::pay);
  }
}
