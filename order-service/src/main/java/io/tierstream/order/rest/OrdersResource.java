package io.tierstream.order.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.order.application.CancelOrder;
import io.tierstream.order.application.FindOrder;
import io.tierstream.order.application.ListOrders;
import io.tierstream.order.application.PayOrder;
import io.tierstream.order.application.PlaceOrder;
import io.tierstream.order.application.RefundOrder;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.ReservedIds;
import io.tierstream.order.rest.OrderRequests.Cancellation;
import io.tierstream.order.rest.OrderRequests.Payment;
import io.tierstream.order.rest.OrderRequests.Placement;
import io.tierstream.order.rest.OrderRequests.Refund;
import io.tierstream.rest.EntityTags;
import io.tierstream.rest.Idempotent;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Page;
import io.tierstream.rest.Problem;
import io.tierstream.rest.RequestIdentity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Currency;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Orders and the steps of their life. */
@Path("/orders")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@APIResponse(
    responseCode = "400",
    description = "The request breaks a rule: see violations",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class OrdersResource {

  private final PlaceOrder placeOrder;
  private final PayOrder payOrder;
  private final RefundOrder refundOrder;
  private final CancelOrder cancelOrder;
  private final FindOrder findOrder;
  private final ListOrders listOrders;
  private final RequestIdentity request;

  OrdersResource(
      PlaceOrder placeOrder,
      PayOrder payOrder,
      RefundOrder refundOrder,
      CancelOrder cancelOrder,
      FindOrder findOrder,
      ListOrders listOrders,
      RequestIdentity request) {
    this.placeOrder = placeOrder;
    this.payOrder = payOrder;
    this.refundOrder = refundOrder;
    this.cancelOrder = cancelOrder;
    this.findOrder = findOrder;
    this.listOrders = listOrders;
    this.request = request;
  }

  @POST
  @Idempotent
  @Operation(summary = "Places an order")
  @APIResponse(
      responseCode = "201",
      description = "Placed",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "409", description = "The id is taken, or the customer is erased")
  @APIResponse(responseCode = "422", description = "An instant that isn't accepted")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the order's customer is erased since")
  public Response place(@NotNull @Valid Placement order) {
    if (order.orderId() != null && ReservedIds.ALL.contains(order.orderId())) {
      throw new InvalidInput("orderId", "reserved", "can't be " + order.orderId());
    }
    var wish = order.toNewOrder();
    if (Order.total(wish.lines(), wish.currency()).amount().compareTo(Limits.TOTAL) >= 0) {
      throw new InvalidInput(
          "lines", "total", "must come to less than " + Limits.TOTAL.toPlainString());
    }
    var placed = placeOrder.place(wish);
    return Response.created(URI.create("/orders/" + placed.orderId()))
        .tag(EntityTags.of(placed.version()))
        .entity(OrderResponse.of(placed))
        .build();
  }

  @POST
  @Idempotent
  @Path("/{id}/payment")
  @Operation(summary = "Pays a placed order")
  @APIResponse(
      responseCode = "200",
      description = "Paid",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(responseCode = "409", description = "Not possible in the order's state")
  @APIResponse(responseCode = "422", description = "An instant that isn't accepted")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the order's customer is erased since")
  public Response pay(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @Valid Payment payment) {
    return answer(
        payOrder.pay(id, payment == null ? null : payment.paidAt(), precondition(ifMatch)));
  }

  @POST
  @Idempotent
  @Path("/{id}/refunds")
  @Operation(summary = "Refunds a part of a paid order, or all that is left of it")
  @APIResponse(
      responseCode = "200",
      description = "Refunded",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(
      responseCode = "409",
      description = "Not possible in the order's state, or more than its rest")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the order's customer is erased since")
  public Response refund(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @NotNull @Valid Refund refund) {
    var code = refund.amount().currency();
    return answer(
        refundOrder.refund(
            id,
            refund.amount().amount(),
            code == null ? null : Currency.getInstance(code),
            refund.reason(),
            precondition(ifMatch)));
  }

  @POST
  @Idempotent
  @Path("/{id}/cancellation")
  @Operation(summary = "Cancels an order; one that is paid is refunded in full")
  @APIResponse(
      responseCode = "200",
      description = "Cancelled",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(responseCode = "409", description = "Not possible in the order's state")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the order's customer is erased since")
  public Response cancel(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @Valid Cancellation cancellation) {
    return answer(
        cancelOrder.cancel(
            id, cancellation == null ? null : cancellation.reason(), precondition(ifMatch)));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One order")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "404", description = "No such order")
  public Response get(@RestPath String id) {
    return answer(findOrder.find(id));
  }

  @GET
  @Operation(summary = "Orders, newest first")
  @APIResponse(responseCode = "200", description = "A page")
  @Parameter(name = "customerId", in = ParameterIn.QUERY, description = "of one customer")
  @Parameter(name = "status", in = ParameterIn.QUERY, description = "PLACED, PAID …")
  @Parameter(name = "from", in = ParameterIn.QUERY, description = "earliest placedAt, included")
  @Parameter(name = "to", in = ParameterIn.QUERY, description = "latest placedAt, not included")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500, else 50")
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "what the answer before called next")
  public Page<OrderResponse> list(@Context UriInfo uri) {
    var filter = PageQuery.read(uri);
    return PageQuery.page(listOrders.list(filter), filter.limit());
  }

  private static Response answer(Order order) {
    return Response.ok(OrderResponse.of(order)).tag(EntityTags.of(order.version())).build();
  }

  private Consumer<Order> precondition(String ifMatch) {
    return order -> {
      request.about(order.customerId());
      EntityTags.check(ifMatch, order.version());
    };
  }
}
