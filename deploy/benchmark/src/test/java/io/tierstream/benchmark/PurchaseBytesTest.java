package io.tierstream.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PurchaseBytesTest {
  @Test
  void areReadAsTheyWereWrittenAndTakeAbout35Each() {
    var purchases = PurchaseStream.of(500, 1, 0, 1).stream().distinct().toList();
    var bytes = PurchaseBytes.write(purchases);
    assertThat(PurchaseBytes.read(purchases.get(0).customerId(), bytes)).isEqualTo(purchases);
    assertThat(bytes.length / purchases.size()).isBetween(30, 40);
  }
}
