package io.tierstream.order.rest;

import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderStatus;
import io.tierstream.order.domain.Text;
import io.tierstream.order.persistence.OrderFilter;
import io.tierstream.order.persistence.OrderFilter.Position;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads which page of which orders is asked for, and says where the next one begins. */
final class PageQuery {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private PageQuery() {}

  static OrderFilter read(
      String customerId, String status, String from, String to, String limit, String after) {
    return new OrderFilter(
        customerId,
        status(status),
        instant("from", from),
        instant("to", to),
        after(after),
        limit(limit));
  }

  static OrderResponse.Page page(List<Order> orders, int limit) {
    var items = orders.stream().map(OrderResponse::of).toList();
    var last = orders.size() < limit ? null : orders.get(orders.size() - 1);
    return new OrderResponse.Page(items, last == null ? null : cursor(last));
  }

  private static String cursor(Order last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((last.placedAt() + " " + last.orderId()).getBytes(StandardCharsets.UTF_8));
  }

  private static Position after(String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
      if (parts.length == 2 && Text.isId(parts[1])) {
        return new Position(within(Instant.parse(parts[0])), parts[1]);
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // told below
    }
    throw new InvalidInput("after", "cursor", "must be what an answer called next");
  }

  private static OrderStatus status(String text) {
    if (text == null) {
      return null;
    }
    return Arrays.stream(OrderStatus.values())
        .filter(status -> status.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    "status", "oneOf", "must be one of " + Arrays.toString(OrderStatus.values())));
  }

  private static Instant instant(String field, String text) {
    if (text == null) {
      return null;
    }
    try {
      return within(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new InvalidInput(field, "format", "must be an instant such as 2026-01-02T03:04:05Z");
    }
  }

  // The database has no instants beyond; no order has either.
  private static Instant within(Instant instant) {
    return instant.isBefore(Instant.EPOCH)
        ? Instant.EPOCH
        : instant.isAfter(LATEST) ? LATEST : instant;
  }

  private static int limit(String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new InvalidInput("limit", "range", "must be a whole number from 1 to " + MAX_LIMIT);
  }
}
