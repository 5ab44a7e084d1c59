package io.tierstream.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnMappingTest {

  private static final List<ImportField> FIELDS =
      List.of(
          ImportField.required("orderId"),
          ImportField.required("customerId"),
          ImportField.required("sku"),
          ImportField.required("quantity"),
          ImportField.required("unitPrice"),
          ImportField.required("paidAt"),
          ImportField.optional("category"),
          ImportField.optional("channel"));

  private static final String FULL =
      "No=orderId,Who=customerId,Code=sku,Qty=quantity,Price=unitPrice,When=paidAt";

  @Test
  void columnsAreFoundWhereverTheyStand() {
    var positions =
        ColumnMapping.of(FIELDS, FULL).positions(header("When,x,Price,Qty,Code,Who,No"));

    assertThat(positions)
        .containsOnly(
            entry("orderId", 6),
            entry("customerId", 5),
            entry("sku", 4),
            entry("quantity", 3),
            entry("unitPrice", 2),
            entry("paidAt", 0));
  }

  @Test
  void withoutAMapColumnsAreCalledWhatTheyAre() {
    var positions =
        ColumnMapping.of(FIELDS, null)
            .positions(header("orderId,customerId,sku,quantity,unitPrice,paidAt,channel"));

    assertThat(positions)
        .containsOnly(
            entry("orderId", 0),
            entry("customerId", 1),
            entry("sku", 2),
            entry("quantity", 3),
            entry("unitPrice", 4),
            entry("paidAt", 5),
            entry("channel", 6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | form",
        "=orderId | form",
        "No=orderId,Who=whoever | unknownField",
        "No=orderId,Who=orderId | doubled",
        "No=orderId | missing"
      })
  void brokenMapsAreRefused(String map, String rule) {
    assertThatThrownBy(() -> ColumnMapping.of(FIELDS, map))
        .isInstanceOfSatisfying(
            UnreadableFile.class,
            e -> assertThat(e.field() + " " + e.rule()).isEqualTo("map " + rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No,Who,Code,Qty,Price | unknownColumn",
        "No,Who,Code,Qty,Price,When,No | doubledColumn"
      })
  void filesThatDoNotFitAreRefused(String header, String rule) {
    assertThatThrownBy(() -> ColumnMapping.of(FIELDS, FULL).positions(header(header)))
        .isInstanceOfSatisfying(UnreadableFile.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }

  private static ImportFile.Row header(String line) {
    return new CsvFile(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8))).next();
  }
}
