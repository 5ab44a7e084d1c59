package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.events.Ids;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.Foreign;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import io.tierstream.segmentation.domain.Transfer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Facts that have come a long way, by merge after merge. */
@Tag("domain-4.26")
class FactsTransferredTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");

  /** What a topic takes by default, less what a batch and the envelope need. */
  private static final int RECORD = 1_048_588 - 10_000;

  private static final BigDecimal MUCH = new BigDecimal("999999999999999999.999999999999999999");

  private final SegmentationEvents events =
      new SegmentationEvents(
          new Topics(""), new Ids(Clock.fixed(NOW, ZoneOffset.UTC)), "segmentation-service");
  private final Fold fold = new Fold(ModelTimeline.of(ScoringModel.standard()), job -> Instant.MAX);
  private final Cause cause = new Cause("c".repeat(255), id(0), id(0), id(0));

  @Test
  void partsFitIntoRecordsHoweverLongTheWays() {
    var history = new ArrayList<Application>();
    var standing = Standing.unknown(id(1));
    for (var part : parts(100, 1_100)) {
      standing = taken(fold.transfer(standing, part), history);
    }
    standing = taken(fold.merge(standing, new Bond.MergedInto(id(2), 7), NOW, cause), history);

    var parts = Transfer.of(standing, history, NOW, cause);

    assertThat(parts).hasSizeGreaterThan(3).allMatch(this::fits);
    assertThat(parts.stream().mapToInt(part -> part.facts().size()).sum()).isEqualTo(1_100);
    assertThat(parts).extracting(Transfer::part).doesNotHaveDuplicates();
    assertThat(parts.stream().filter(Transfer::isLast))
        .containsExactly(parts.get(parts.size() - 1));
  }

  @Test
  void aPartThatGoesOnFitsIntoRecordsToo() {
    var part = new Transfer(id(0), 5, 3, carried(20, 500), true, NOW, cause);
    assertThat(fits(part)).isTrue();
    var merged =
        fold.merge(Standing.unknown(id(1)), new Bond.MergedInto(id(2), 7), NOW, cause).standing();

    var further = new ArrayList<>(List.of(part));
    for (int hop = 0; hop < 10; hop++) {
      var before = List.copyOf(further);
      further.clear();
      before.forEach(one -> further.addAll(one.through(merged)));
    }

    assertThat(further).hasSizeGreaterThan(1).allMatch(this::fits);
    assertThat(further.stream().mapToInt(one -> one.facts().size()).sum()).isEqualTo(500);
    assertThat(further.stream().filter(Transfer::isLast))
        .containsExactly(further.get(further.size() - 1));
  }

  private boolean fits(Transfer transfer) {
    return events.transferred(1, id(9), transfer, NOW, null).value().length < RECORD;
  }

  private static Standing taken(Step step, List<Application> history) {
    history.addAll(step.applications());
    return step.standing();
  }

  private List<Transfer> parts(int steps, int facts) {
    var carried = carried(steps, facts);
    var parts = new ArrayList<Transfer>();
    for (int from = 0; from < facts; from += 100) {
      var to = Math.min(from + 100, facts);
      parts.add(
          new Transfer(
              id(0), 5, parts.size() + 1, carried.subList(from, to), to == facts, NOW, cause));
    }
    return parts;
  }

  /** As large as facts can be, each by so many ids. */
  private static List<Transfer.Carried> carried(int steps, int facts) {
    var way = String.join("/", Collections.nCopies(steps, id(3)));
    var carried = new ArrayList<Transfer.Carried>();
    for (int i = 0; i < facts; i++) {
      var order =
          new Order(
              id(1_000 + i),
              Long.MAX_VALUE,
              OrderStatus.PARTIALLY_REFUNDED,
              MUCH,
              MUCH.subtract(BigDecimal.ONE),
              NOW,
              NOW,
              new Foreign("XAF", MUCH, MUCH.subtract(BigDecimal.ONE)));
      carried.add(new Transfer.Carried(way, new OrderFact(order, NOW)));
    }
    return carried;
  }

  private static String id(int number) {
    return "C%063d".formatted(number);
  }
}
