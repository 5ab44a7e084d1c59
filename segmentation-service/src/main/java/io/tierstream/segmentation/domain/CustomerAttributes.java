package io.tierstream.segmentation.domain;

import java.util.List;

/**
 * What is known of a customer beside facts, by which customers are told apart and never judged:
 * pseudonymous, each null (or empty) when it wasn't given.
 *
 * @param cityTier of the city's class, 1 the largest
 */
public record CustomerAttributes(
    String region,
    String city,
    Integer cityTier,
    Integer birthYear,
    String gender,
    String industry,
    String channel,
    List<String> preferences,
    List<String> tags) {

  private static final CustomerAttributes NONE =
      new CustomerAttributes(null, null, null, null, null, null, null, List.of(), List.of());

  public CustomerAttributes {
    preferences = List.copyOf(preferences);
    tags = List.copyOf(tags);
  }

  /** Of a customer of whom nothing was given, or nothing is left. */
  public static CustomerAttributes none() {
    return NONE;
  }
}
