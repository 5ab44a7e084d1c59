package io.tierstream.benchmark.writes;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A shop's history as CSV, row by row and never in memory: orders of 1 to 39 lines, 20 in the
 * middle, and one credit note of a single line to every twenty orders, which returns a piece of one
 * of the last thousand. The same seed is the same file.
 */
final class GeneratedHistory implements Caller.Body {

  /** What the columns are called is what they are. */
  private static final String HEADER = "orderId,customerId,sku,quantity,unitPrice,paidAt\n";

  private static final int MOST_LINES = 39;
  private static final int ARTICLES = 4_000;
  private static final int ORDERS_OF_A_CUSTOMER = 5;
  private static final int ORDERS_TO_A_NOTE = 20;
  private static final LocalDateTime FIRST = LocalDateTime.of(2021, 1, 1, 0, 0);
  private static final long SPAN_MINUTES = 4L * 365 * 24 * 60;

  private final long rows;
  private final long seed;
  private final long orders;
  private final AtomicLong written = new AtomicLong();

  GeneratedHistory(long rows, long seed) {
    this.rows = rows;
    this.seed = seed;
    this.orders = 1 + rows / 20;
  }

  /** Rows that are written so far. */
  long written() {
    return written.get();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII), 1 << 16);
    text.write(HEADER);
    long left = rows;
    for (long order = 0; left > 0; order++) {
      if (order % ORDERS_TO_A_NOTE == ORDERS_TO_A_NOTE - 1) {
        note(text, order);
        left--;
      }
      left -= order(text, order, left);
      written.set(rows - left);
    }
    text.flush();
  }

  private int order(BufferedWriter text, long order, long most) throws IOException {
    var random = random(order);
    var customer = customer(random);
    int lines = (int) Math.min(most, 1 + random.nextInt(MOST_LINES));
    var at = at(order);
    for (int line = 0; line < lines; line++) {
      row(text, "G" + order, customer, sku(random), 1 + random.nextInt(12), random, at);
    }
    return lines;
  }

  /** A piece of the first line of an order before. */
  private void note(BufferedWriter text, long order) throws IOException {
    long returned = Math.max(0, order - 1 - random(~order).nextInt(1_000));
    var random = random(returned);
    var customer = customer(random);
    random.nextInt(MOST_LINES);
    row(text, "N" + order, customer, sku(random), -1, random, at(order));
  }

  private static void row(
      BufferedWriter text,
      String order,
      String customer,
      String sku,
      int quantity,
      SplittableRandom random,
      String at)
      throws IOException {
    int cents = 50 + random.nextInt(2_000);
    text.append(order).append(',').append(customer).append(',').append(sku).append(',');
    text.append(Integer.toString(quantity)).append(',');
    text.append(Integer.toString(cents / 100)).append('.');
    text.append((char) ('0' + cents / 10 % 10)).append((char) ('0' + cents % 10));
    text.append(',').append(at).append('\n');
  }

  private SplittableRandom random(long order) {
    return new SplittableRandom(seed * 1_000_003 + order);
  }

  private String customer(SplittableRandom random) {
    return "GC-" + random.nextLong(1 + orders / ORDERS_OF_A_CUSTOMER);
  }

  private static String sku(SplittableRandom random) {
    return "A-" + random.nextInt(ARTICLES);
  }

  private String at(long order) {
    return FIRST.plusMinutes(order * SPAN_MINUTES / (orders * 2)) + ":00";
  }
}
