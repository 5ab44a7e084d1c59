package io.tierstream.order.application;

import io.tierstream.events.Topics;
import io.tierstream.imports.Cells;
import io.tierstream.imports.FileImport;
import io.tierstream.imports.ImportField;
import io.tierstream.imports.ImportJob;
import io.tierstream.imports.RejectedRow;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.ReservedIds;
import io.tierstream.order.persistence.ImportFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A shop's history: a row is a line of an order or, with a negative quantity, of a credit note. A
 * job's parameter is its currency.
 */
@ApplicationScoped
class ImportOrders implements FileImport {

  private static final ImportField ORDER_ID =
      ImportField.required("orderId", "orderId", "an order id");
  private static final ImportField CUSTOMER_ID =
      ImportField.required("customerId", "customerId", "a customer");
  private static final ImportField SKU = ImportField.required("sku");
  private static final ImportField QUANTITY = ImportField.required("quantity");
  private static final ImportField UNIT_PRICE =
      ImportField.required("unitPrice", "unit price", "a unit price");
  private static final ImportField PAID_AT = ImportField.required("paidAt", "date", "a date");
  private static final ImportField CATEGORY = ImportField.optional("category");
  private static final ImportField CHANNEL = ImportField.optional("channel");

  private final PlanOrders planOrders;
  private final TellOrders tellOrders;
  private final ImportFacts facts;

  ImportOrders(PlanOrders planOrders, TellOrders tellOrders, ImportFacts facts) {
    this.planOrders = planOrders;
    this.tellOrders = tellOrders;
    this.facts = facts;
  }

  @Override
  public String topic() {
    return Topics.ORDERS;
  }

  @Override
  public boolean isMarked() {
    return true;
  }

  @Override
  public List<String> counted() {
    return List.of("orders", "refunds");
  }

  @Override
  public List<ImportField> fields() {
    return List.of(ORDER_ID, CUSTOMER_ID, SKU, QUANTITY, UNIT_PRICE, PAID_AT, CATEGORY, CHANNEL);
  }

  @Override
  public String stagingTable() {
    return "import_row";
  }

  @Override
  public List<String> stagingColumns() {
    return List.of(
        "customer_id", "order_id", "sku", "category", "channel", "quantity", "unit_price", "at");
  }

  // Who it belongs to comes first: without, nothing else matters.
  @Override
  public List<?> read(Cells row) throws RejectedRow {
    return Arrays.asList(
        row.id(CUSTOMER_ID),
        row.id(ORDER_ID, ReservedIds.ALL),
        row.name(SKU),
        row.name(CATEGORY),
        row.name(CHANNEL),
        quantity(row),
        row.amount(UNIT_PRICE, Limits.MAX_PRICE_DIGITS, Money.MAX_DECIMALS),
        row.instant(PAID_AT));
  }

  private static int quantity(Cells row) throws RejectedRow {
    var quantity = row.wholeNumber(QUANTITY, Integer.MIN_VALUE, Limits.MAX_QUANTITY);
    if (quantity == 0) {
      throw new RejectedRow(QUANTITY, "quantity of zero");
    }
    if (quantity < -Limits.MAX_QUANTITY) {
      throw new RejectedRow(QUANTITY, "quantity too large");
    }
    return quantity;
  }

  @Override
  public List<String> plannedFrom() {
    return List.of("import_row", "orders", "order_line", "credit_note");
  }

  @Override
  public Plan plan(ImportJob job) {
    return planOrders.plan(job);
  }

  @Override
  public Optional<Emitted> emit(ImportJob job, int limit) {
    return tellOrders.tell(job, limit);
  }

  @Override
  public void end(ImportJob job) {
    facts.keepNotes(job);
  }

  @Override
  public List<String> stagedIn() {
    return List.of("import_row", "import_fact", "import_match", "import_order", "import_note");
  }
}
