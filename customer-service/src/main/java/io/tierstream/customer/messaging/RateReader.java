package io.tierstream.customer.messaging;

import io.tierstream.customer.application.SpendConfig;
import io.tierstream.customer.domain.DatedRate;
import io.tierstream.customer.domain.RateKey;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/** Our own reading of segmentation's {@code rate.set.v1}. */
@ApplicationScoped
class RateReader {

  private static final String SET = "rate.set.v1";
  private static final int MAX_TEXT = 25;
  private static final Pattern RATE =
      Pattern.compile("(?!0(\\.0+)?$)(0|[1-9][0-9]{0,11})(\\.[0-9]{1,12})?");

  private final String base;

  RateReader(SpendConfig config) {
    this.base = config.currency();
  }

  /** What the record tells; null when it is of another type. */
  DatedRate read(CloudEvent event) throws PoisonException {
    if (!event.shortType().equals(SET)) {
      return null;
    }
    var fields = JsonFields.of(event);
    if (!fields.currency("base").equals(base)) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "base must be " + base);
    }
    var rate = fields.text("rate", MAX_TEXT);
    if (!RATE.matcher(rate).matches()) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "rate must be a decimal above zero");
    }
    return new DatedRate(
        new RateKey(fields.currency("currency"), day(fields.text("day", MAX_TEXT))),
        new BigDecimal(rate),
        fields.positive("version"));
  }

  private static LocalDate day(String text) throws PoisonException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "day must be a date", e);
    }
  }
}
