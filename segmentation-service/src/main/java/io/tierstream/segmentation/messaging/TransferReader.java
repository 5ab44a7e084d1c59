package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.FactReader.require;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Foreign;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.Transfer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what the owners of merged customers send to those of the survivors. */
final class TransferReader {

  private static final int MAX_NAME = 64;
  private static final int MAX_TYPE = 255;
  private static final int MAX_AMOUNT = 37;

  /** Of ids, which have no slashes. */
  private static final int MAX_WAY = 8_192;

  private static final Pattern AMOUNT = Pattern.compile("(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");
  private static final Pattern WAY =
      Pattern.compile("[A-Za-z0-9._:-]{1,64}(/[A-Za-z0-9._:-]{1,64})*");

  private TransferReader() {}

  /** What was transferred. */
  static Intake transferred(String customerId, JsonFields json) throws PoisonException {
    var from = json.id("from");
    var version = json.positive("version");
    var at = json.instant("at");
    var cause = cause(json.object("cause"));
    // Those of a part were checked when their owner took them in, and may be younger than a merge
    // whose record was heard of late. Of a single one the instant is its own record's.
    var latest = json.has("part") ? Instant.MAX : at.plus(Fact.TOLERANCE);
    var facts = facts(json.objects("facts"), latest);
    if (!json.has("part")) {
      require(facts.size() == 1, "facts", "must be one when part is null");
      return new Intake.FactForwarded(customerId, from, version, facts.get(0), at, cause);
    }
    return new Intake.FactsTransferred(
        customerId,
        new Transfer(
            from,
            version,
            json.number("part", 1, Integer.MAX_VALUE),
            facts,
            json.flag("last"),
            at,
            cause));
  }

  static Intake returned(String customerId, JsonFields json) throws PoisonException {
    return new Intake.FactsReturned(
        customerId,
        new Bond.GivenBack(way(json.text("via", MAX_WAY)), json.positive("version")),
        json.instant("at"),
        cause(json.object("cause")));
  }

  private static List<Transfer.Carried> facts(List<JsonFields> facts, Instant latest)
      throws PoisonException {
    require(facts.size() <= Transfer.CAPACITY, "facts", "must be at most " + Transfer.CAPACITY);
    var carried = new ArrayList<Transfer.Carried>(facts.size());
    for (var fact : facts) {
      var via = fact.optionalText("via", MAX_WAY);
      require(fact.has("order") != fact.has("feedback"), "facts", "must be order or feedback");
      carried.add(
          new Transfer.Carried(
              via == null ? null : way(via),
              fact.has("order")
                  ? order(fact.object("order"), latest)
                  : FeedbackReader.read(fact.object("feedback"), latest)));
    }
    return carried;
  }

  private static Fact order(JsonFields json, Instant latest) throws PoisonException {
    var fact =
        new OrderFact(
            new Order(
                json.id("orderId"),
                json.positive("version"),
                json.oneOf("status", OrderStatus.class),
                amount(json, "total"),
                amount(json, "refunded"),
                json.instant("placedAt"),
                json.optionalInstant("paidAt"),
                json.has("foreign") ? foreign(json.object("foreign")) : null),
            json.instant("occurredAt"));
    FactReader.requireNotAfter(latest, fact.occurredAt());
    return fact;
  }

  private static Foreign foreign(JsonFields json) throws PoisonException {
    return new Foreign(json.currency("currency"), amount(json, "total"), amount(json, "refunded"));
  }

  private static BigDecimal amount(JsonFields json, String field) throws PoisonException {
    var text = json.text(field, MAX_AMOUNT);
    require(AMOUNT.matcher(text).matches(), field, "must be a decimal that isn't negative");
    return new BigDecimal(text);
  }

  private static String way(String text) throws PoisonException {
    require(WAY.matcher(text).matches(), "via", "must be ids with slashes between them");
    return text;
  }

  private static Cause cause(JsonFields json) throws PoisonException {
    return new Cause(
        json.text("type", MAX_TYPE),
        json.id("eventId"),
        json.optionalText("subject", MAX_NAME),
        json.optionalId("backfill"));
  }
}
