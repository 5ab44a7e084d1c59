package io.tierstream.customer.rest;

import io.tierstream.customer.domain.SearchText;
import io.tierstream.customer.domain.Text;
import io.tierstream.customer.persistence.Listing;
import io.tierstream.customer.persistence.ListingFilter;
import io.tierstream.customer.persistence.ListingFilter.Place;
import io.tierstream.customer.persistence.ListingFilter.Sort;
import io.tierstream.rest.Cursor;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads which page of the management table is asked for, and says where the next one begins. */
final class TableQuery {

  private static final int MAX_Q = 200;
  private static final String SORTS =
      Arrays.stream(Sort.values()).map(Sort::field).collect(Collectors.joining(", "));

  private final Order order;
  private final ListingFilter filter;
  private final int limit;

  private TableQuery(Order order, ListingFilter filter, int limit) {
    this.order = order;
    this.filter = filter;
    this.limit = limit;
  }

  /** What the table is sorted by; {@code name} is how callers write it. */
  private record Order(String name, Sort sort, boolean descending) {

    static Optional<Order> read(String text) {
      var descending = text.startsWith("-");
      var field = descending ? text.substring(1) : text;
      return Arrays.stream(Sort.values())
          .filter(sort -> sort.field().equals(field))
          .findFirst()
          .map(sort -> new Order(text, sort, descending));
    }

    Optional<Place> place(Cursor cursor) {
      try {
        var key = cursor.value(0);
        return Optional.ofNullable(cursor.value(1))
            .flatMap(RequestParameters::wholeNumber)
            .map(nr -> Place.of(sort, key == null ? "" : key, nr));
      } catch (IllegalArgumentException | DateTimeException e) {
        return Optional.empty();
      }
    }

    String cursor(Listing last) {
      var place = last.place(sort);
      return Cursor.write(
          name, place.key().isEmpty() ? null : place.key(), Long.toString(place.nr()));
    }
  }

  static TableQuery read(UriInfo uri) {
    var parameters =
        RequestParameters.of(
            uri, "q", "tier", "segment", "region", "industry", "tag", "sort", "limit", "after");
    var pattern = parameters.text("q", MAX_Q).flatMap(SearchText::pattern).orElse(null);
    var order =
        parameters
            .parsed(
                "sort",
                Order::read,
                "oneOf",
                "must be one of " + SORTS + ", with - in front for descending")
            .orElse(new Order("customerId", Sort.CUSTOMER_ID, false));
    var after = parameters.after(order.name(), 2);
    var place = after.flatMap(order::place);
    if (after.isPresent() && place.isEmpty()) {
      parameters.refuse(
          "after", "cursor", "must be what an answer to the same question called next");
    }
    var limit = parameters.limit();
    var filter =
        new ListingFilter(
            pattern,
            value(parameters, "tier"),
            value(parameters, "segment"),
            value(parameters, "region"),
            value(parameters, "industry"),
            value(parameters, "tag"),
            order.sort(),
            order.descending(),
            place.orElse(null),
            // one more tells whether there is a next page
            limit + 1);
    parameters.check();
    return new TableQuery(order, filter, limit);
  }

  private static String value(RequestParameters parameters, String name) {
    return parameters.text(name, Text.MAX_NAME).orElse(null);
  }

  ListingFilter filter() {
    return filter;
  }

  Page<CustomerResponse.Row> page(List<Listing> rows, Currency currency) {
    return Page.of(rows, limit, row -> CustomerResponse.Row.of(row, currency), order::cursor);
  }
}
