package io.tierstream.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.embedded.PostgresProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StateLayoutsIT {
  private static PostgresProcess postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  /** The run itself compares what is stored with the facts. */
  @Test
  void everyLayoutKeepsEveryPurchase() throws Exception {
    var facts = PurchaseStream.of(3_000, 20, 0, 1);
    for (var layout : StateLayouts.layouts().values()) {
      var result = LayoutRun.of(layout, postgres, facts, 500);
      assertThat(result.events()).isEqualTo(3_000);
      assertThat(result.wal()).isPositive();
    }
  }

  @Test
  void aRowOfPagesIsBoundedAndAnInlineLedgerIsNot() throws Exception {
    var facts = PurchaseStream.of(3_000, 20, 0, 1);
    assertThat(LayoutRun.of(new InlineLedger(), postgres, facts, 500).largestRow())
        .isGreaterThan(20_000);
    assertThat(LayoutRun.of(new TailAndPages(true), postgres, facts, 500).largestRow())
        .isLessThan(6_000);
  }
}
