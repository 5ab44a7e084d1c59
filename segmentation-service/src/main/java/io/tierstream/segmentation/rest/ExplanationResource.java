package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.Cursor;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.ExplainStanding;
import io.tierstream.segmentation.application.ExplainStanding.Explained;
import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Why a customer stands where it stands. */
@Path("/segmentation/customers")
@Blocking
@Tag(name = "Segmentation")
@APIResponse(responseCode = "400", ref = "InvalidInput")
@APIResponse(responseCode = "404", ref = "UnknownCustomer")
@APIResponse(responseCode = "410", ref = "ErasedCustomer")
public class ExplanationResource {

  private static final String ORDERS = "orders";
  private static final String FEEDBACK = "feedback";

  private final ExplainStanding explainStanding;

  ExplanationResource(ExplainStanding explainStanding) {
    this.explainStanding = explainStanding;
  }

  @GET
  @Path("/{id}/explanation")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Why the customer stands there",
      description =
          "Each score against its cut-offs, the arithmetic of the composite, the tiers, what may"
              + " change by itself; and the newest orders and feedback with whether they count.")
  @Parameter(ref = "limit")
  @APIResponse(responseCode = "200", description = "The explanation")
  public ExplanationResponse explanation(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, "limit");
    var customerId = parameters.id("id", id);
    var limit = parameters.limit();
    parameters.check();
    var explained = explainStanding.explain(customerId);
    return ExplanationResponse.of(
        customerId, explained, orders(explained, null, limit), feedback(explained, null, limit));
  }

  @GET
  @Path("/{id}/explanation/orders")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "All orders of the customer with whether they count, newest first")
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<ExplainedOrder> orders(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, "limit", "after");
    var customerId = parameters.id("id", id);
    var limit = parameters.limit();
    var before = key(parameters, ORDERS);
    parameters.check();
    return orders(explainStanding.explain(customerId), before.orElse(null), limit);
  }

  @GET
  @Path("/{id}/explanation/feedback")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "All feedback of the customer with what it weighs, newest first")
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<ExplainedFeedback> feedback(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, "limit", "after");
    var customerId = parameters.id("id", id);
    var limit = parameters.limit();
    var before = key(parameters, FEEDBACK);
    parameters.check();
    return feedback(explainStanding.explain(customerId), before.orElse(null), limit);
  }

  private static Page<ExplainedOrder> orders(Explained explained, FactKey before, int limit) {
    var orders = new ArrayList<Order>();
    for (KnownOrder known : explained.standing().counted().orders().between(null, before)) {
      orders.add(known.order());
    }
    return Page.of(
        newest(orders, limit + 1),
        limit,
        order -> ExplainedOrder.of(order, explained),
        order -> cursor(ORDERS, order.key()));
  }

  private static Page<ExplainedFeedback> feedback(Explained explained, FactKey before, int limit) {
    var feedback =
        newest(explained.standing().counted().feedback().between(null, before), limit + 1).stream()
            .map(KnownFeedback::feedback)
            .toList();
    return Page.<Feedback, ExplainedFeedback>of(
        feedback,
        limit,
        one -> ExplainedFeedback.of(one, explained),
        one -> cursor(FEEDBACK, one.key()));
  }

  private static <T> List<T> newest(List<T> oldestFirst, int most) {
    var newest = new ArrayList<T>(most);
    for (int i = oldestFirst.size() - 1; i >= 0 && newest.size() < most; i--) {
      newest.add(oldestFirst.get(i));
    }
    return newest;
  }

  private static String cursor(String list, FactKey key) {
    return Cursor.write(list, key.at().toString(), key.id());
  }

  private static Optional<FactKey> key(RequestParameters parameters, String list) {
    return parameters
        .after(list, 2)
        .flatMap(
            cursor -> {
              var key = key(cursor);
              if (key.isEmpty()) {
                parameters.refuse(
                    "after", "cursor", "must be what an answer to the same question called next");
              }
              return key;
            });
  }

  private static Optional<FactKey> key(Cursor cursor) {
    if (cursor.value(0) == null || cursor.value(1) == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FactKey(Instant.parse(cursor.value(0)), cursor.value(1)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
