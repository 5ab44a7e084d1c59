package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The facts alone, in any sequence, come to what was folded. */
class PlainFiguresTest {

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void theFactsAloneComeToWhatWasFolded(
      @ForAll("models") ScoringModel model, @ForAll("histories") History history) {
    Standing standing = FoldedHistory.of(model, history).standing();
    Assessment folded = standing.assessment();
    List<Order> orders =
        StreamSupport.stream(standing.facts().orders().all().spliterator(), false)
            .map(KnownOrder::order)
            .sorted((one, other) -> other.orderId().compareTo(one.orderId()))
            .toList();
    List<Feedback> feedback =
        standing.facts().feedback().all().stream().map(KnownFeedback::feedback).toList();

    Assessment plain =
        PlainFigures.of(orders, feedback, judging(model, history, standing), folded.at());

    assertThat(plain)
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(folded);
    FewerTries.often("has bought", folded.scores() != null, 50);
    FewerTries.often("is rated", folded.satisfaction() != null, 30);
  }

  private static ScoringModel judging(ScoringModel first, History history, Standing standing) {
    return history.moments().stream()
        .filter(History.Publish.class::isInstance)
        .map(moment -> ((History.Publish) moment).model())
        .filter(model -> model.number() == standing.model())
        .findFirst()
        .orElse(first);
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }
}
