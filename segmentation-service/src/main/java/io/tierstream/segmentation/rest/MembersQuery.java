package io.tierstream.segmentation.rest;

import io.tierstream.rest.RequestParameters;
import io.tierstream.rest.Text;
import io.tierstream.segmentation.application.GroupNames;
import io.tierstream.segmentation.persistence.Attribute;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.MemberFilter;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.StandingSort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads which members are asked for, and in which order. */
final class MembersQuery {

  /** Asks for the customers that are in no group. */
  private static final String NONE = "none";

  private static final String ATTRIBUTES = "attributes.";

  /** Years and classes of cities are below. */
  private static final int MAX_NUMBER = 9_999;

  private final RequestParameters parameters;
  private final GroupNames names;

  MembersQuery(RequestParameters parameters, GroupNames names) {
    this.parameters = parameters;
    this.names = names;
  }

  /** The names of all filters. */
  static List<String> names() {
    return Stream.concat(
            Stream.of(Grouping.values()).map(Grouping::property),
            Stream.of(Attribute.values()).map(MembersQuery::name))
        .toList();
  }

  static String name(Attribute attribute) {
    return ATTRIBUTES + attribute.property();
  }

  MemberFilter filter() {
    var groups = new EnumMap<Grouping, Optional<String>>(Grouping.class);
    for (var grouping : Grouping.values()) {
      parameters
          .oneOf(grouping.property(), () -> allowed(grouping))
          .ifPresent(
              name ->
                  groups.put(grouping, name.equals(NONE) ? Optional.empty() : Optional.of(name)));
    }
    var attributes = new EnumMap<Attribute, String>(Attribute.class);
    for (var attribute : Attribute.values()) {
      value(attribute).ifPresent(value -> attributes.put(attribute, value));
    }
    return new MemberFilter(groups, attributes);
  }

  private Optional<String> value(Attribute attribute) {
    return attribute.kind() == Attribute.Kind.NUMBER
        ? parameters.parsed(
            name(attribute),
            text ->
                RequestParameters.wholeNumber(text)
                    .filter(number -> number <= MAX_NUMBER)
                    .map(String::valueOf),
            "range",
            "must be a whole number from 0 to " + MAX_NUMBER)
        : parameters.text(name(attribute), Text.MAX_NAME);
  }

  StandingOrder order() {
    return parameters
        .parsed(
            "sort",
            MembersQuery::order,
            "oneOf",
            "must be one of "
                + String.join(
                    ", ", Stream.of(StandingSort.values()).map(StandingSort::property).toList())
                + ", with - in front for descending")
        .orElse(StandingOrder.BY_CUSTOMER);
  }

  private List<String> allowed(Grouping grouping) {
    var allowed = new ArrayList<>(names.of(grouping));
    if (grouping != Grouping.LIFECYCLE) { // everybody is in one
      allowed.add(NONE);
    }
    return allowed;
  }

  private static Optional<StandingOrder> order(String text) {
    var descending = text.startsWith("-");
    var property = descending ? text.substring(1) : text;
    return Stream.of(StandingSort.values())
        .filter(sort -> sort.property().equals(property))
        .findFirst()
        .map(sort -> new StandingOrder(sort, descending));
  }
}
