package io.tierstream.local;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * What data were begun with and can't be changed without starting anew.
 *
 * @param asOf what the clocks were asked to show; null: the machine's time
 * @param clockOffset what is added to the machine's time
 * @param baseCurrency ISO 4217
 */
record KeptSettings(Instant asOf, Duration clockOffset, String baseCurrency) {
  static final String DEFAULT_CURRENCY = "CNY";

  private static final String AS_OF = "as-of";
  private static final String OFFSET = "clock-offset";
  private static final String CURRENCY = "base-currency";

  /** As {@code options} ask for, the services being about to start at {@code now}. */
  static KeptSettings begun(LocalOptions options, Instant now) {
    return new KeptSettings(
        options.asOf(),
        options.asOf() == null
            ? Duration.ZERO
            : Duration.between(now.truncatedTo(ChronoUnit.MILLIS), options.asOf()),
        options.baseCurrency() == null ? DEFAULT_CURRENCY : options.baseCurrency());
  }

  static KeptSettings of(Properties properties) {
    var asOf = properties.getProperty(AS_OF);
    return new KeptSettings(
        asOf == null ? null : Instant.parse(asOf),
        Duration.parse(properties.getProperty(OFFSET)),
        properties.getProperty(CURRENCY));
  }

  Properties properties() {
    var properties = new Properties();
    if (asOf != null) {
      properties.setProperty(AS_OF, asOf.toString());
    }
    properties.setProperty(OFFSET, clockOffset.toString());
    properties.setProperty(CURRENCY, baseCurrency);
    return properties;
  }

  /**
   * Makes sure that {@code options} ask for nothing else.
   *
   * @throws StartFailure naming what differs
   */
  void mustSuit(LocalOptions options) {
    if (options.asOf() != null && !options.asOf().equals(asOf)) {
      throw new StartFailure(
          "the data in %s were begun %s; --as-of %s needs --fresh"
              .formatted(
                  options.data(),
                  asOf == null ? "with the machine's clock" : "--as-of " + asOf,
                  options.asOf()));
    }
    if (options.baseCurrency() != null && !options.baseCurrency().equals(baseCurrency)) {
      throw new StartFailure(
          "the data in %s were begun with the base currency %s; --base-currency %s needs --fresh"
              .formatted(options.data(), baseCurrency, options.baseCurrency()));
    }
  }
}
