package io.tierstream.benchmark.arena;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What happens in a shop, generated: orders placed, then paid, some of them refunded or cancelled,
 * some events told twice, and some feedback. The same for the same parameters.
 *
 * <p>The purchases are spread over the {@value #DAYS} days before {@code now}, in order, and the
 * records are stamped within the ten minutes before it, as when a shop sends its past late: so
 * every score and every tier occurs. No purchase was made within six hours of the time of day of
 * {@code now}: nothing crosses a bound, which are all of whole days, while the contest runs, and
 * contestants can be compared that ran an hour apart.
 *
 * @param events in all, of orders and feedback
 * @param customers among whom they are spread
 * @param keys how they are spread
 * @param now the end of the workload's time
 */
public record Workload(long events, int customers, Keys keys, long seed, Instant now) {

  private static final int DAYS = 400;

  /** How long before {@code now} the records begin. */
  public static final Duration STAMPED = Duration.ofMinutes(10);

  /** Of a hundred events. */
  private static final int PLACED = 45;

  private static final int PAID = 45;
  private static final int REFUNDED = 5;
  private static final int CANCELLED = 2;
  private static final int FEEDBACK = 2;

  /** Facts of so many of the newest paid orders are chosen from for refunds and repetitions. */
  private static final int REMEMBERED = 1 << 17;

  /** By which law customers come. */
  public enum Keys {
    /** Zipf's, exponent 1. */
    ZIPF,
    /** Each as often as any other. */
    UNIFORM
  }

  /**
   * One event, as it goes to its topic.
   *
   * @param topic without prefix
   * @param type without namespace, such as {@code order.paid.v1}
   * @param time of the record
   */
  public record Event(
      String topic,
      String key,
      String id,
      String type,
      String subject,
      Instant time,
      String value) {}

  /** Calls {@code each} with every event, in order. */
  public void forEach(Consumer<Event> each) {
    var shop = new Shop();
    for (long i = 0; i < events; i++) {
      each.accept(shop.next(i));
    }
  }

  private static final class Order {
    private final long number;
    private final int customer;
    private final long cents;
    private final Instant placedAt;
    private final Instant paidAt;
    private int version = 1;
    private long refunded;

    private Order(long number, int customer, long cents, Instant placedAt, Instant paidAt) {
      this.number = number;
      this.customer = customer;
      this.cents = cents;
      this.placedAt = placedAt;
      this.paidAt = paidAt;
    }
  }

  private final class Shop {
    private final Random random = new Random(seed);
    private final double[] cumulative = keys == Keys.ZIPF ? cumulative() : null;
    private final Order[] placed = new Order[256];
    private final Order[] paid = new Order[REMEMBERED];
    private int waiting;
    private long paidOrders;
    private Event last;

    private double[] cumulative() {
      var sums = new double[customers];
      double sum = 0;
      for (int rank = 0; rank < customers; rank++) {
        sum += 1.0 / (rank + 1);
        sums[rank] = sum;
      }
      return sums;
    }

    private Event next(long number) {
      int dice = random.nextInt(100);
      Event event;
      if (dice < PLACED) {
        event = waiting < placed.length ? place(number) : pay(number);
      } else if (dice < PLACED + PAID) {
        event = waiting > 0 ? pay(number) : place(number);
      } else if (paidOrders == 0) {
        event = place(number);
      } else if (dice < PLACED + PAID + REFUNDED) {
        event = refund(number);
      } else if (dice < PLACED + PAID + REFUNDED + CANCELLED) {
        event = cancel(number);
      } else if (dice < PLACED + PAID + REFUNDED + CANCELLED + FEEDBACK) {
        event = rate(number);
      } else {
        return last;
      }
      last = event;
      return event;
    }

    private Event place(long number) {
      var day = Duration.ofDays(DAYS).multipliedBy(events - number).dividedBy(events).toDays();
      var placedAt =
          now.minus(Duration.ofDays(day + 1))
              .plus(Duration.ofHours(7))
              .plus(Duration.ofNanos((long) (random.nextDouble() * 9 * 3.6e12)))
              .truncatedTo(ChronoUnit.MICROS);
      var paidAt =
          placedAt.plusMillis(1 + random.nextInt(3_600_000)).truncatedTo(ChronoUnit.MILLIS);
      long cents = 300 + (long) (20_000 * Math.pow(random.nextDouble(), 3));
      var order = new Order(number, customer(), cents, placedAt, paidAt);
      placed[waiting++] = order;
      return event(number, order, "order.placed.v1", "PLACED", placedAt);
    }

    /** Some time after it was placed, not always in the order in which they were. */
    private Event pay(long number) {
      int chosen = random.nextInt(waiting);
      var order = placed[chosen];
      placed[chosen] = placed[--waiting];
      order.version++;
      paid[(int) (paidOrders++ % paid.length)] = order;
      return event(number, order, "order.paid.v1", "PAID", order.paidAt);
    }

    private Event refund(long number) {
      var order = paidOne();
      order.version++;
      long left = order.cents - order.refunded;
      order.refunded += random.nextInt(4) == 0 ? left : (left + 1) / 2;
      boolean all = order.refunded == order.cents;
      return event(
          number,
          order,
          "order.refunded.v1",
          all ? "REFUNDED" : "PARTIALLY_REFUNDED",
          order.paidAt.plus(Duration.ofHours(1)));
    }

    private Event cancel(long number) {
      var order = waiting > 0 && random.nextBoolean() ? placed[--waiting] : paidOne();
      order.version++;
      if (order.version > 2) {
        order.refunded = order.cents;
      }
      return event(
          number, order, "order.cancelled.v1", "CANCELLED", order.paidAt.plus(Duration.ofHours(1)));
    }

    private Order paidOne() {
      return paid[random.nextInt((int) Math.min(paidOrders, paid.length))];
    }

    private Event rate(long number) {
      var order = paidOne();
      var customer = name(order.customer);
      var id = "F-" + number;
      return new Event(
          "feedback",
          customer,
          id(number),
          "feedback.received.v1",
          id,
          stamp(number),
          "{\"feedbackId\":\"%s\",\"customerId\":\"%s\",\"version\":1,\"kind\":\"REVIEW\",\"rating\":\"%d.%d\",\"status\":\"RECEIVED\",\"orderId\":\"O-%d\",\"channel\":\"web\",\"occurredAt\":\"%s\"}"
              .formatted(
                  id,
                  customer,
                  1 + random.nextInt(4),
                  random.nextInt(10),
                  order.number,
                  order.paidAt.plus(Duration.ofMinutes(30))));
    }

    private Event event(long number, Order order, String type, String status, Instant occurredAt) {
      var customer = name(order.customer);
      var value = new StringBuilder(420);
      value.append("{\"orderId\":\"O-").append(order.number);
      value.append("\",\"customerId\":\"").append(customer);
      value.append("\",\"version\":").append(order.version);
      value.append(",\"status\":\"").append(status);
      value.append("\",\"total\":{\"amount\":\"");
      amount(value, order.cents);
      value.append("\",\"currency\":\"CNY\"},\"refunded\":{\"amount\":\"");
      amount(value, order.refunded);
      value.append("\",\"currency\":\"CNY\"},\"placedAt\":\"").append(order.placedAt).append('"');
      if (order.version > 1 && !(status.equals("CANCELLED") && order.refunded == 0)) {
        value.append(",\"paidAt\":\"").append(order.paidAt).append('"');
      }
      value.append(",\"occurredAt\":\"").append(occurredAt);
      value.append("\",\"channel\":\"web\",\"lines\":[{\"sku\":\"SKU-").append(order.number % 997);
      value.append("\",\"category\":\"camera\",\"quantity\":1,\"unitPrice\":\"");
      amount(value, order.cents);
      value.append("\"}]}");
      return new Event(
          "orders",
          customer,
          id(number),
          type,
          "O-" + order.number,
          stamp(number),
          value.toString());
    }

    private Instant stamp(long number) {
      double share = (double) number / events;
      return now.minus(STAMPED)
          .plusMillis((long) (share * STAMPED.toMillis()))
          .truncatedTo(ChronoUnit.MILLIS);
    }

    private int customer() {
      if (cumulative == null) {
        return random.nextInt(customers);
      }
      double drawn = random.nextDouble() * cumulative[customers - 1];
      int found = Arrays.binarySearch(cumulative, drawn);
      return Math.min(found < 0 ? -found - 1 : found, customers - 1);
    }
  }

  /** As long as a UUIDv7, and told from its like by the number. */
  private static String id(long number) {
    return new UUID(0x0197_0000_0000_7000L | number >>> 32, 0x8000_0000_0000_0000L | number)
        .toString();
  }

  private static String name(int customer) {
    return "C-" + customer;
  }

  private static void amount(StringBuilder text, long cents) {
    text.append(cents / 100).append('.');
    if (cents % 100 < 10) {
      text.append('0');
    }
    text.append(cents % 100);
  }
}
