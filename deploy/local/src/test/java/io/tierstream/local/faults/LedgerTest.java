package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.local.faults.Ledger.Answer;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.Ledger.Entry;
import io.tierstream.local.faults.Ledger.Intent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @TempDir private Path folder;

  @Test
  void whatThreadsAppendAtOnceIsAllThereAndInEachThreadsOrder() throws Exception {
    var file = folder.resolve("ledger");
    var threads = Executors.newFixedThreadPool(8);
    try (var ledger = Ledger.in(file)) {
      var ready = new CountDownLatch(8);
      var appended = new ArrayList<Future<?>>();
      for (int thread = 0; thread < 8; thread++) {
        long first = 1_000L * thread;
        appended.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  for (long number = first; number < first + 50; number++) {
                    ledger.append(intent(number));
                    ledger.append(new Answer(number, 201, placed(1, "5.00"), "\"1\"", null));
                  }
                  return null;
                }));
      }
      for (var one : appended) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }

    var numbers = new ArrayList<Long>();
    read(file)
        .forEach(
            entry -> {
              if (entry.intent() == null) {
                assertThat(numbers).contains(entry.answer().number());
              } else {
                numbers.add(entry.intent().number());
              }
            });
    assertThat(numbers).hasSize(400).doesNotHaveDuplicates();
    for (int thread = 0; thread < 8; thread++) {
      int of = thread;
      assertThat(numbers.stream().filter(number -> number / 1_000 == of)).isSorted();
    }
  }

  @Test
  void aLineThatWasCutShortIsNone() throws Exception {
    var file = folder.resolve("ledger");
    try (var ledger = Ledger.in(file)) {
      ledger.append(intent(1));
    }
    Files.writeString(file, "{\"intent\":{\"number\":2,\"ser", UTF_8, StandardOpenOption.APPEND);

    assertThat(read(file)).extracting(entry -> entry.intent().number()).containsExactly(1L);
  }

  @Test
  void whatIsAcknowledgedIsCertain() {
    assertThat(said(intent(1), new Answer(1, 201, placed(1, "5.00"), null, null)))
        .satisfies(wanted -> assertThat(wanted.isCertain()).isTrue());
  }

  @Test
  void whatIsRefusedIsNoFact() {
    assertThat(said(intent(1), new Answer(1, 409, null, null, null))).isNull();
  }

  @Test
  void whatNobodyAnswersMayBeAFact() {
    assertThat(said(intent(1))).satisfies(wanted -> assertThat(wanted.isCertain()).isFalse());
    assertThat(said(intent(1), new Answer(1, 503, null, null, null)))
        .satisfies(wanted -> assertThat(wanted.isCertain()).isFalse());
    assertThat(said(intent(1), new Answer(1, null, null, null, "reset")))
        .satisfies(wanted -> assertThat(wanted.isCertain()).isFalse());
  }

  @Test
  void whatIsAnsweredToAnotherTryIsCertain() {
    assertThat(
            said(
                intent(1),
                new Answer(1, null, null, null, "reset"),
                new Answer(1, 201, placed(1, "5.00"), null, null)))
        .satisfies(wanted -> assertThat(wanted.isCertain()).isTrue());
  }

  /** What the ledger says of the one order in these entries; null for nothing. */
  private Said.Wanted said(Object... entries) {
    var file = folder.resolve("ledger-" + System.nanoTime());
    try (var ledger = Ledger.in(file)) {
      for (var entry : entries) {
        if (entry instanceof Intent intent) {
          ledger.append(intent);
        } else {
          ledger.append((Answer) entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var said = Said.in(file);
    assertThat(said.findings).isEmpty();
    var facts = said.facts.get("C-1");
    return facts == null ? null : facts.get(new Said.Key("orders", "O-1", 1));
  }

  private static Intent intent(long number) {
    var effect = new Effect("orders", "C-1", "O-1", 1, "PLACED");
    return new Intent(number, "ORDER", "POST", "/orders", "K-" + number, null, effect, null);
  }

  private static JsonNode placed(long version, String total) {
    var order = JSON.objectNode().put("orderId", "O-1").put("customerId", "C-1");
    order.put("version", version).put("status", "PLACED").put("placedAt", "2026-01-02T03:04:05Z");
    order.putObject("total").put("amount", total).put("currency", "CNY");
    order.putObject("refunded").put("amount", "0.00").put("currency", "CNY");
    return order;
  }

  private static List<Entry> read(Path file) {
    var entries = new ArrayList<Entry>();
    Ledger.read(file, entries::add);
    return entries;
  }
}
