package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.FactReader.require;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.domain.CustomerAttributes;
import java.util.List;
import java.util.Set;

/** Reads a customer's attributes. */
final class AttributesReader {

  private static final int MAX_LENGTH = 64;
  private static final int MAX_NAMES = 50;
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
        names(json, "preferences"),
        names(json, "tags"));
  }

  private static List<String> names(JsonFields json, String field) throws PoisonException {
    var names = json.texts(field, MAX_LENGTH);
    require(
        names.size() <= MAX_NAMES && Set.copyOf(names).size() == names.size(),
        field,
        "must have at most " + MAX_NAMES + " texts, all different");
    return names;
  }
}
