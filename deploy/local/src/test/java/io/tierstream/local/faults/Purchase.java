package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.ShopRequests.Wish;
import java.time.Instant;

/** An order that is placed and paid at once. */
record Purchase(String customerId, String orderId, String price, String currency) {

  /** Makes it, until both are acknowledged. */
  void make(ShopRequests requests) throws InterruptedException {
    make(requests, null);
  }

  /**
   * Makes it, until both are acknowledged.
   *
   * @param at when it was, according to the shop; null for now
   */
  void make(ShopRequests requests, Instant at) throws InterruptedException {
    var order = JsonNodeFactory.instance.objectNode();
    order.put("orderId", orderId).put("customerId", customerId).put("currency", currency);
    order
        .putArray("lines")
        .addObject()
        .put("sku", "CAM-7")
        .put("quantity", 1)
        .put("unitPrice", price);
    var payment = JsonNodeFactory.instance.objectNode();
    if (at != null) {
      order.put("placedAt", at.toString());
      payment.put("paidAt", at.toString());
    }
    send(requests, "/orders", order, new Effect("orders", customerId, orderId, 1, "PLACED"));
    var path = "/orders/" + orderId + "/payment";
    send(requests, path, payment, new Effect("orders", customerId, orderId, 2, "PAID"));
  }

  private static void send(ShopRequests requests, String path, JsonNode body, Effect effect)
      throws InterruptedException {
    var key = effect.id() + "-" + effect.version();
    requests.done(new Wish(Service.ORDER, "POST", path, key, body, effect));
  }
}
