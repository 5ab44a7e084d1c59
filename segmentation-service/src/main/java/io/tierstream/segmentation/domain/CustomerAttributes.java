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

  public CustomerAttributes {
    preferences = List.copyOf(preferences);
    tags = List.copyOf(tags);
  }
}
