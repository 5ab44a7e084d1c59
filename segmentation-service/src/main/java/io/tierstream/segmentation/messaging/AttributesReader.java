package io.tierstream.segmentation.messaging;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.domain.CustomerAttributes;

/** Reads a customer's attributes. */
final class AttributesReader {

  private static final int MAX_LENGTH = 64;
  private static final int MAX_CITY_TIER = 9;
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 9999;

  private AttributesReader() {}

  static CustomerAttributes read(JsonFields json) throws PoisonException {
    return new CustomerAttributes(
        json.optionalText("region", MAX_LENGTH),
        json.optionalText("city", MAX_LENGTH),
        json.optionalNumber("cityTier", 1, MAX_CITY_TIER),
        json.optionalNumber("birthYear", FIRST_YEAR, LAST_YEAR),
        json.optionalText("gender", MAX_LENGTH),
        json.optionalText("industry", MAX_LENGTH),
        json.optionalText("channel", MAX_LENGTH),
        json.texts("preferences", MAX_LENGTH),
        json.texts("tags", MAX_LENGTH));
  }
}
