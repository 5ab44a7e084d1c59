package io.tierstream.segmentation.rest;

import io.tierstream.rest.Cursor;
import io.tierstream.rest.RequestParameters;
import io.tierstream.rest.Text;
import io.tierstream.segmentation.persistence.StandingOrder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a page of members ended, as text for the next request; good for the same order only. */
final class MemberCursor {

  /** Longer ones, and exponents, would make the database work out gigabytes of zeros. */
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,20})?");

  private static final Pattern INSTANT = Pattern.compile("[0-9]{4}-[0-9T:.-]{12,24}Z");
  private static final int PARTS = 2;

  private MemberCursor() {}

  static String write(StandingOrder order, StandingOrder.Position position) {
    var value = position.value();
    return Cursor.write(
        spelled(order),
        value instanceof BigDecimal decimal
            ? decimal.toPlainString()
            : value == null ? null : value.toString(),
        position.customerId());
  }

  /** The position that {@code after} names, if it is given; refused when it isn't of this order. */
  static Optional<StandingOrder.Position> read(StandingOrder order, RequestParameters parameters) {
    var cursor = parameters.after(spelled(order), PARTS);
    var position = cursor.flatMap(given -> position(order, given));
    if (cursor.isPresent() && position.isEmpty()) {
      parameters.refuse(
          "after", "cursor", "must be what an answer to the same question called next");
    }
    return position;
  }

  /** The position; empty when {@code cursor} wasn't written for this order. */
  static Optional<StandingOrder.Position> position(StandingOrder order, Cursor cursor) {
    var customerId = cursor.value(1);
    if (customerId == null || !Text.isOfIdCharacters(customerId)) {
      return Optional.empty();
    }
    var text = cursor.value(0);
    try {
      return text == null
          ? Optional.of(new StandingOrder.Position(null, customerId))
          : value(order.by().type(), text)
              .map(value -> new StandingOrder.Position(value, customerId));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** As {@code sort} is given: the figure, with a minus in front when descending. */
  private static String spelled(StandingOrder order) {
    return (order.descending() ? "-" : "") + order.by().property();
  }

  private static Optional<Object> value(Class<?> type, String text) {
    if (type == BigDecimal.class) {
      return matching(DECIMAL, text).map(BigDecimal::new);
    } else if (type == Instant.class) {
      return matching(INSTANT, text).map(Instant::parse);
    }
    return Optional.of(text);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text).filter(t -> pattern.matcher(t).matches());
  }
}
