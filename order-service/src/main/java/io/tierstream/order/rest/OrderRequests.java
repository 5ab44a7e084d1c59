package io.tierstream.order.rest;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.tierstream.order.application.NewOrder;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderLine;
import io.tierstream.rest.AboutSomeone;
import io.tierstream.rest.CurrencyCode;
import io.tierstream.rest.Id;
import io.tierstream.rest.InstantReader;
import io.tierstream.rest.Printable;
import io.tierstream.rest.Text;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What callers send. */
public final class OrderRequests {

  private static final String TOO_LONG = "must have at most {max} characters";
  private static final String TOO_EXACT =
      "must have at most {integer} digits before the decimal point and {fraction} behind it";

  private OrderRequests() {}

  /** An order to be placed. */
  @Schema(name = "NewOrder")
  public record Placement(
      @Id @Schema(description = "yours, or none to get one") String orderId,
      @NotNull @Id String customerId,
      @NotNull @CurrencyCode @Schema(examples = "CNY") String currency,
      @Printable @Size(max = Text.MAX_NAME, message = TOO_LONG) String channel,
      @NotEmpty @Size(max = Order.MAX_LINES, message = "must have at most {max} entries")
          List<@NotNull @Valid Line> lines,
      @JsonDeserialize(using = InstantReader.class)
          @Schema(description = "at most five minutes ahead of the service's clock; none for now")
          Instant placedAt)
      implements AboutSomeone {

    @Override
    public String subject() {
      return customerId;
    }

    NewOrder toNewOrder() {
      return new NewOrder(
          orderId,
          customerId,
          Currency.getInstance(currency),
          channel,
          lines.stream().map(Line::toLine).toList(),
          placedAt);
    }
  }

  /** A line of it. */
  @Schema(name = "NewOrderLine")
  public record Line(
      @NotNull @Printable @Size(max = Text.MAX_NAME, message = TOO_LONG) String sku,
      @Printable @Size(max = Text.MAX_NAME, message = TOO_LONG) String category,
      @NotNull @Min(1) @Max(Limits.MAX_QUANTITY) Integer quantity,
      @NotNull
          @DecimalMin("0")
          @Digits(
              integer = Limits.MAX_PRICE_DIGITS,
              fraction = Money.MAX_DECIMALS,
              message = TOO_EXACT)
          @Schema(type = SchemaType.STRING, examples = "129.90")
          BigDecimal unitPrice) {

    OrderLine toLine() {
      return new OrderLine(sku, category, quantity, unitPrice);
    }
  }

  /** About the order's customer, whom only the order names. */
  interface AboutAnOrder extends AboutSomeone {

    @Override
    default String subject() {
      return null;
    }
  }

  /** A payment. */
  @Schema(name = "Payment")
  public record Payment(
      @JsonDeserialize(using = InstantReader.class)
          @Schema(description = "at most five minutes ahead of the service's clock; none for now")
          Instant paidAt)
      implements AboutAnOrder {}

  /** A refund. */
  @Schema(name = "Refund")
  public record Refund(
      @NotNull @Valid RequestedAmount amount,
      @Printable @Size(max = 500, message = TOO_LONG) String reason)
      implements AboutAnOrder {}

  /** An amount, with a currency or in the order's. */
  @Schema(name = "Amount")
  @JsonDeserialize(using = RequestedAmountReader.class)
  public record RequestedAmount(
      @NotNull
          @Positive
          @Digits(integer = 15, fraction = Money.MAX_DECIMALS, message = TOO_EXACT)
          @Schema(type = SchemaType.STRING, examples = "129.90")
          BigDecimal amount,
      @CurrencyCode @Schema(examples = "CNY") String currency) {}

  /** A cancellation. */
  @Schema(name = "Cancellation")
  public record Cancellation(@Printable @Size(max = 500, message = TOO_LONG) String reason)
      implements AboutAnOrder {}
}
