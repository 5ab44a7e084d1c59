package io.tierstream.customer.domain;

import java.util.List;

/**
 * What of a customer other services may know, and classify by. Each may be null; lists are empty
 * then.
 *
 * @param cityTier of the city, 1 is the largest cities
 */
public record Attributes(
    String region,
    String city,
    Integer cityTier,
    Integer birthYear,
    String gender,
    String industry,
    String channel,
    List<String> preferences,
    List<String> tags) {

  /** Nothing is known. */
  public static final Attributes NONE =
      new Attributes(null, null, null, null, null, null, null, null, null);

  // Lists may hold null until the rules have seen them.
  public Attributes {
    preferences = preferences == null ? List.of() : preferences;
    tags = tags == null ? List.of() : tags;
  }
}
