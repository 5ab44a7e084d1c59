package io.tierstream.segmentation.persistence;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which customers are asked for.
 *
 * @param groups a group per {@link Grouping}; empty for the customers that are in none
 * @param attributes a value per attribute, one of several for lists
 */
public record MemberFilter(
    Map<Grouping, Optional<String>> groups, Map<Attribute, String> attributes) {

  public MemberFilter {
    groups = copy(Grouping.class, groups);
    attributes = copy(Attribute.class, attributes);
  }

  private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> type, Map<K, V> map) {
    var copy = new EnumMap<K, V>(type);
    copy.putAll(map);
    return copy;
  }
}
