package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.segmentation.persistence.StandingOrder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a page of members ended, as text for the next request; good for the same order only. */
final class MemberCursor {

  /** Longer ones, and exponents, would make the database work out gigabytes of zeros. */
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,20})?");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
  private static final Pattern INSTANT = Pattern.compile("[0-9]{4}-[0-9T:.-]{12,24}Z");
  private static final String SEPARATOR = "\n";
  private static final int PARTS = 3;

  private MemberCursor() {}

  static String write(StandingOrder order, StandingOrder.Position position) {
    var value = position.value();
    var text =
        String.join(
            SEPARATOR,
            spelled(order),
            value instanceof BigDecimal decimal
                ? decimal.toPlainString()
                : value == null ? "" : value.toString(),
            position.customerId());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** The position; empty when {@code cursor} wasn't written for this order. */
  static Optional<StandingOrder.Position> read(StandingOrder order, String cursor) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      var parts = text.split(SEPARATOR, -1);
      if (parts.length == PARTS
          && parts[0].equals(spelled(order))
          && RequestParameters.isId(parts[2])) {
        return parts[1].isEmpty()
            ? Optional.of(new StandingOrder.Position(null, parts[2]))
            : value(order.by().type(), parts[1])
                .map(value -> new StandingOrder.Position(value, parts[2]));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** As {@code sort} is given: the figure, with a minus in front when descending. */
  private static String spelled(StandingOrder order) {
    return (order.descending() ? "-" : "") + order.by().property();
  }

  private static Optional<Object> value(Class<?> type, String text) {
    if (type == BigDecimal.class) {
      return matching(DECIMAL, text).map(BigDecimal::new);
    } else if (type == Integer.class) {
      return matching(NUMBER, text).map(Integer::valueOf);
    } else if (type == Instant.class) {
      return matching(INSTANT, text).map(Instant::parse);
    }
    return Optional.of(text);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text).filter(t -> pattern.matcher(t).matches());
  }
}
