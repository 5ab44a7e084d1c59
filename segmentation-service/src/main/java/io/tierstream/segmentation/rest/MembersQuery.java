package io.tierstream.segmentation.rest;

import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.GroupNames;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.StandingSort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads which members are asked for, and in which order. */
final class MembersQuery {

  /** Asks for the customers that are in no group. */
  private static final String NONE = "none";

  private final RequestParameters parameters;
  private final GroupNames names;

  MembersQuery(RequestParameters parameters, GroupNames names) {
    this.parameters = parameters;
    this.names = names;
  }

  Map<Grouping, Optional<String>> filter() {
    var filter = new EnumMap<Grouping, Optional<String>>(Grouping.class);
    for (var grouping : Grouping.values()) {
      parameters
          .oneOf(grouping.property(), allowed(grouping))
          .ifPresent(
              name ->
                  filter.put(grouping, name.equals(NONE) ? Optional.empty() : Optional.of(name)));
    }
    return filter;
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
