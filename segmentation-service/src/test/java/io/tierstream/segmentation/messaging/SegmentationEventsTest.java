package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.Ids;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SegmentationEventsTest {

  private static final Instant HAPPENED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant RECORDED = Instant.parse("2026-01-02T03:09:00Z");

  private final SegmentationEvents events =
      new SegmentationEvents(
          new Topics(""), new Ids(Clock.fixed(RECORDED, ZoneOffset.UTC)), "segmentation-service");

  @Test
  @Tag("domain-4.40")
  void aTierChangeSaysWhenItTookEffectAndWhenItWasRecorded() throws IOException {
    var order =
        new Order("O-1", 1, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, HAPPENED, HAPPENED);
    var step =
        new Fold(ModelTimeline.of(ScoringModel.standard()), job -> Instant.MAX)
            .apply(
                Standing.unknown("C-1"),
                new OrderFact(order, HAPPENED),
                HAPPENED,
                new Cause("order.paid", "event-1", "O-1", null));

    var announced = events.tierChanged(1, step.changes().get(0), RECORDED, null);

    var payload = new ObjectMapper().readTree(announced.payload());
    assertThat(payload.get("effectiveAt").asText()).isEqualTo(HAPPENED.toString());
    assertThat(payload.get("recordedAt").asText()).isEqualTo(RECORDED.toString());
    assertThat(announced.publication().value()).isEqualTo(announced.payload().getBytes(UTF_8));
  }
}
