package io.tierstream.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnMappingTest {

  private static final String FULL =
      "No=orderId,Who=customerId,Code=sku,Qty=quantity,Price=unitPrice,When=paidAt";

  @Test
  void columnsAreFoundWhereverTheyStand() {
    var positions = ColumnMapping.of(FULL).positions(header("When,x,Price,Qty,Code,Who,No"));

    assertThat(positions).containsExactly(6, 5, 4, 3, 2, 0, -1, -1);
  }

  @Test
  void withoutAMapColumnsAreCalledWhatTheyAre() {
    var positions =
        ColumnMapping.of(null)
            .positions(header("orderId,customerId,sku,quantity,unitPrice,paidAt,channel"));

    assertThat(positions).containsExactly(0, 1, 2, 3, 4, 5, -1, 6);
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
    assertThatThrownBy(() -> ColumnMapping.of(map))
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
    assertThatThrownBy(() -> ColumnMapping.of(FULL).positions(header(header)))
        .isInstanceOfSatisfying(UnreadableFile.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }

  private static ImportFile.Row header(String line) {
    return new CsvFile(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8))).next();
  }
}
