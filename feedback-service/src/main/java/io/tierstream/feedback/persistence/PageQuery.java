package io.tierstream.feedback.persistence;

import io.tierstream.feedback.domain.FeedbackKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** The statement that finds a page: one walk along one index, from the cursor on. */
record PageQuery(String sql, Map<String, Object> parameters) {

  static PageQuery of(FeedbackFilter filter) {
    var conditions = new ArrayList<String>();
    var parameters = new LinkedHashMap<String, Object>();
    if (filter.customerId() != null) {
      conditions.add("customer_id = :customer");
      parameters.put("customer", filter.customerId());
    }
    // Only complaints have a status to ask for, a priority and a due time. What a condition already
    // says isn't said again: it would only mislead the planner.
    if (filter.priority() != null || filter.sort().isOfComplaints()) {
      conditions.add("due_at IS NOT NULL");
    } else if (filter.kind() != null && !filter.isOfComplaintsAnyway()) {
      conditions.add("kind = :kind");
      parameters.put("kind", filter.kind().name());
    }
    if (filter.status() != null
        && (filter.kind() == null || filter.kind() == FeedbackKind.COMPLAINT)) {
      conditions.add("status = :status");
      parameters.put("status", filter.status().name());
    }
    if (filter.priority() != null) {
      conditions.add("priority = :priority");
      parameters.put("priority", filter.priority().name());
    }
    var column = filter.sort().column();
    var descending = filter.sort().isDescending();
    if (filter.after() != null) {
      conditions.add("(%s, feedback_id) %s (:at, :id)".formatted(column, descending ? "<" : ">"));
      parameters.put("at", filter.after().at());
      parameters.put("id", filter.after().feedbackId());
    }
    var where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
    var direction = descending ? " DESC" : "";
    return new PageQuery(
        "SELECT * FROM feedback %sORDER BY %s%s, feedback_id%s LIMIT %d"
            .formatted(where, column, direction, direction, filter.limit()),
        parameters);
  }
}
