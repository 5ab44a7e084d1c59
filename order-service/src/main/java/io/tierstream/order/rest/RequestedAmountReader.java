package io.tierstream.order.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.tierstream.order.rest.OrderRequests.RequestedAmount;
import java.io.IOException;
import java.math.BigDecimal;

/** Reads money as {@code {"amount":"20.00","currency":"CNY"}}, or just {@code "20.00"}. */
class RequestedAmountReader extends StdDeserializer<RequestedAmount> {

  private static final long serialVersionUID = 1L;

  RequestedAmountReader() {
    super(RequestedAmount.class);
  }

  @Override
  public RequestedAmount deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      var money = context.readValue(parser, Parts.class);
      return new RequestedAmount(money.amount(), money.currency());
    }
    return new RequestedAmount(context.readValue(parser, BigDecimal.class), null);
  }

  /** The same without this reader. */
  record Parts(BigDecimal amount, String currency) {}
}
