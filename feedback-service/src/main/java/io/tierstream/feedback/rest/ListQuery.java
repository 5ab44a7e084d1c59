package io.tierstream.feedback.rest;

import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Priority;
import io.tierstream.feedback.persistence.FeedbackFilter;
import io.tierstream.feedback.persistence.FeedbackFilter.Position;
import io.tierstream.feedback.persistence.FeedbackSort;
import io.tierstream.rest.Cursor;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import io.tierstream.rest.Text;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which page of which feedback is asked for.
 *
 * @param filter asks for one more than the page has, to know whether there is a next one
 */
record ListQuery(FeedbackFilter filter, int limit) {

  static ListQuery of(UriInfo uri) {
    var parameters =
        RequestParameters.of(
            uri, "customerId", "kind", "status", "priority", "sort", "limit", "after");
    var customerId = parameters.id("customerId").orElse(null);
    var kind = oneOf(parameters, "kind", FeedbackKind.values(), FeedbackKind::name);
    var status = oneOf(parameters, "status", FeedbackStatus.values(), FeedbackStatus::name);
    var priority = oneOf(parameters, "priority", Priority.values(), Priority::name);
    var sort =
        oneOf(parameters, "sort", FeedbackSort.values(), FeedbackSort::asked)
            .orElse(FeedbackSort.NEWEST);
    var limit = parameters.limit();
    var after = after(parameters, sort);
    parameters.check();
    return new ListQuery(
        new FeedbackFilter(
            customerId,
            kind.orElse(null),
            status.orElse(null),
            priority.orElse(null),
            sort,
            after,
            limit + 1),
        limit);
  }

  Page<FeedbackResponse> page(List<Feedback> found) {
    return Page.of(found, limit, FeedbackResponse::of, this::cursor);
  }

  private String cursor(Feedback last) {
    var sort = filter.sort();
    var at = sort.isOfComplaints() ? last.due().at() : last.receivedAt();
    return cursor(sort, new Position(at, last.feedbackId()));
  }

  static String cursor(FeedbackSort sort, Position position) {
    return Cursor.write(sort.asked(), position.at().toString(), position.feedbackId());
  }

  private static Position after(RequestParameters parameters, FeedbackSort sort) {
    var cursor = parameters.after(sort.asked(), 2);
    if (cursor.isEmpty()) {
      return null;
    }
    var position = position(cursor.get());
    if (position.isEmpty()) {
      parameters.refuse(
          "after", "cursor", "must be what an answer to the same question called next");
    }
    return position.orElse(null);
  }

  // Nobody has to have written it with us.
  private static Optional<Position> position(Cursor cursor) {
    var id = cursor.value(1);
    return id == null || !Text.isOfIdCharacters(id)
        ? Optional.empty()
        : cursor.instant(0).map(at -> new Position(at, id));
  }

  private static <T> Optional<T> oneOf(
      RequestParameters parameters, String name, T[] values, Function<T, String> called) {
    var names = Arrays.stream(values).map(called).toList();
    return parameters.oneOf(name, names).map(text -> values[names.indexOf(text)]);
  }
}
