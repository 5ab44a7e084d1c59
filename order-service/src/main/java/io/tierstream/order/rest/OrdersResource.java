package io.tierstream.order.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.order.application.CancelOrder;
import io.tierstream.order.application.FindOrder;
import io.tierstream.order.application.ListOrders;
import io.tierstream.order.application.PayOrder;
import io.tierstream.order.application.PlaceOrder;
import io.tierstream.order.application.RefundOrder;
import io.tierstream.order.domain.Text;
import io.tierstream.order.rest.OrderRequests.Cancellation;
import io.tierstream.order.rest.OrderRequests.Payment;
import io.tierstream.order.rest.OrderRequests.Placement;
import io.tierstream.order.rest.OrderRequests.Refund;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Currency;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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

  /** Its address is that of the import. */
  private static final String RESERVED = "import";

  private final PlaceOrder placeOrder;
  private final PayOrder payOrder;
  private final RefundOrder refundOrder;
  private final CancelOrder cancelOrder;
  private final FindOrder findOrder;
  private final ListOrders listOrders;

  OrdersResource(
      PlaceOrder placeOrder,
      PayOrder payOrder,
      RefundOrder refundOrder,
      CancelOrder cancelOrder,
      FindOrder findOrder,
      ListOrders listOrders) {
    this.placeOrder = placeOrder;
    this.payOrder = payOrder;
    this.refundOrder = refundOrder;
    this.cancelOrder = cancelOrder;
    this.findOrder = findOrder;
    this.listOrders = listOrders;
  }

  @POST
  @Operation(summary = "Places an order")
  @APIResponse(
      responseCode = "201",
      description = "Placed",
      content = @Content(schema = @Schema(implementation = OrderResponse.class)))
  @APIResponse(responseCode = "409", description = "The id is taken")
  @APIResponse(responseCode = "422", description = "An instant that isn't accepted")
  public Response place(@NotNull @Valid Placement order) {
    if (RESERVED.equals(order.orderId())) {
      throw new InvalidInput("orderId", "reserved", "can't be " + RESERVED);
    }
    var placed = placeOrder.place(order.toNewOrder());
    return Response.created(URI.create("/orders/" + placed.orderId()))
        .entity(OrderResponse.of(placed))
        .build();
  }

  @POST
  @Path("/{id}/payment")
  @Operation(summary = "Pays a placed order")
  @APIResponse(responseCode = "200", description = "Paid")
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(responseCode = "409", description = "Not possible in the order's state")
  @APIResponse(responseCode = "422", description = "An instant that isn't accepted")
  public OrderResponse pay(@RestPath String id, @Valid Payment payment) {
    return OrderResponse.of(payOrder.pay(id, payment == null ? null : payment.paidAt()));
  }

  @POST
  @Path("/{id}/refunds")
  @Operation(summary = "Refunds a part of a paid order, or all that is left of it")
  @APIResponse(responseCode = "200", description = "Refunded")
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(
      responseCode = "409",
      description = "Not possible in the order's state, or more than its rest")
  public OrderResponse refund(@RestPath String id, @NotNull @Valid Refund refund) {
    var code = refund.amount().currency();
    return OrderResponse.of(
        refundOrder.refund(
            id,
            refund.amount().amount(),
            code == null ? null : Currency.getInstance(code),
            refund.reason()));
  }

  @POST
  @Path("/{id}/cancellation")
  @Operation(summary = "Cancels an order; one that is paid is refunded in full")
  @APIResponse(responseCode = "200", description = "Cancelled")
  @APIResponse(responseCode = "404", description = "No such order")
  @APIResponse(responseCode = "409", description = "Not possible in the order's state")
  public OrderResponse cancel(@RestPath String id, @Valid Cancellation cancellation) {
    return OrderResponse.of(
        cancelOrder.cancel(id, cancellation == null ? null : cancellation.reason()));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One order")
  @APIResponse(responseCode = "200", description = "As it is now")
  @APIResponse(responseCode = "404", description = "No such order")
  public OrderResponse get(@RestPath String id) {
    return OrderResponse.of(findOrder.find(id));
  }

  @GET
  @Operation(summary = "Orders, newest first")
  @APIResponse(responseCode = "200", description = "A page")
  public OrderResponse.Page list(
      @QueryParam("customerId") String customerId,
      @QueryParam("status") String status,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    if (customerId != null && !Text.isId(customerId)) {
      throw new InvalidInput(
          "customerId", "id", "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
    }
    var filter = PageQuery.read(customerId, status, from, to, limit, after);
    return PageQuery.page(listOrders.list(filter), filter.limit());
  }
}
