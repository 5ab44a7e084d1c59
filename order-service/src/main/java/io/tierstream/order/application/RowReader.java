package io.tierstream.order.application;

import io.tierstream.order.application.ColumnMapping.Target;
import io.tierstream.order.domain.FactTime;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Rejection;
import io.tierstream.order.domain.Text;
import io.tierstream.order.persistence.StagedRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;

/** Reads the rows of one file; what is wrong with a row rejects that row only. */
final class RowReader {

  private final int[] positions;
  private final int columns;
  private final LocalTime time;
  private final Instant now;

  RowReader(ColumnMapping mapping, ImportFile.Row header, ZoneId zone, Instant now) {
    this.positions = mapping.positions(header);
    this.columns = header.size();
    this.time = new LocalTime(zone);
    this.now = now;
  }

  StagedRow read(ImportFile.Row row) {
    try {
      if (row.size() != columns) {
        throw new Refused("row", "wrong number of columns");
      }
      // who it belongs to comes first: without, nothing else matters
      var customerId = id(row, Target.CUSTOMER_ID, Rejection.NO_CUSTOMER.reason());
      return new StagedRow(
          row.line(),
          id(row, Target.ORDER_ID, "without an order id"),
          customerId,
          required(Target.SKU, name(row, Target.SKU), "without a sku"),
          name(row, Target.CATEGORY),
          name(row, Target.CHANNEL),
          quantity(row),
          unitPrice(row),
          paidAt(row),
          null);
    } catch (Refused e) {
      return StagedRow.rejected(row.line(), e.rejection);
    }
  }

  private String id(ImportFile.Row row, Target target, String reasonWhenMissing) throws Refused {
    var text = required(target, text(row, target), reasonWhenMissing);
    if (!Text.isId(text)) {
      throw new Refused(
          target.field(),
          target.field() + (text.length() > Text.MAX_NAME ? " too long" : " not an id"));
    }
    return text;
  }

  private String name(ImportFile.Row row, Target target) throws Refused {
    var text = text(row, target);
    if (text == null) {
      return null;
    }
    if (text.length() > Text.MAX_NAME) {
      throw new Refused(target.field(), target.field() + " too long");
    }
    if (!Text.isPrintable(text)) {
      throw new Refused(target.field(), target.field() + " not printable or not UTF-8");
    }
    return text;
  }

  private int quantity(ImportFile.Row row) throws Refused {
    var text = required(Target.QUANTITY, text(row, Target.QUANTITY), "without a quantity");
    int quantity;
    try {
      quantity = text.length() > 12 ? Integer.MAX_VALUE : (int) clamped(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new Refused(Target.QUANTITY.field(), "quantity not a whole number");
    }
    if (quantity == 0) {
      throw new Refused(Target.QUANTITY.field(), "quantity of zero");
    }
    if (Math.abs(quantity) > Limits.MAX_QUANTITY) {
      throw new Refused(Target.QUANTITY.field(), "quantity too large");
    }
    return quantity;
  }

  private static long clamped(long value) {
    return Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private BigDecimal unitPrice(ImportFile.Row row) throws Refused {
    var field = Target.UNIT_PRICE.field();
    var text = required(Target.UNIT_PRICE, text(row, Target.UNIT_PRICE), "without a unit price");
    var price = Text.amount(text).orElseThrow(() -> new Refused(field, "unit price not an amount"));
    if (price.signum() < 0) {
      throw new Refused(field, "unit price negative");
    }
    if (price.stripTrailingZeros().scale() > Money.MAX_DECIMALS) {
      throw new Refused(field, "unit price with more than " + Money.MAX_DECIMALS + " decimals");
    }
    if (price.precision() - price.scale() > Limits.MAX_PRICE_DIGITS) {
      throw new Refused(field, "unit price too large");
    }
    return price;
  }

  private Instant paidAt(ImportFile.Row row) throws Refused {
    var field = Target.PAID_AT.field();
    var at = time.read(required(Target.PAID_AT, text(row, Target.PAID_AT), "without a date"));
    if (at == null) {
      throw new Refused(field, "date not understood");
    }
    if (FactTime.isAhead(at, now)) {
      throw new Refused(field, "date ahead of the clock");
    }
    if (at.isBefore(FactTime.EARLIEST)) {
      throw new Refused(field, "date before 1970");
    }
    return at;
  }

  /** Empty, NA and NULL are missing values. */
  private String text(ImportFile.Row row, Target target) {
    var position = positions[target.ordinal()];
    if (position < 0) {
      return null;
    }
    var text = row.cell(position).strip();
    return text.isEmpty() || text.equals("NA") || text.equals("NULL") ? null : text;
  }

  private static String required(Target target, String text, String reason) throws Refused {
    if (text == null) {
      throw new Refused(target.field(), reason);
    }
    return text;
  }

  /** Ends the reading of one row. */
  private static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Refused(String field, String reason) {
      // millions of rows may be refused: no stack traces
      super(reason, null, false, false);
      this.rejection = new Rejection(field, reason);
    }
  }
}
