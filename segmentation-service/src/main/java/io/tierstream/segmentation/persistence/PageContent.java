package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.FeedbackBook;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.OrderBook;
import java.util.List;

/** What is laid out in pages: entries in the order of their keys, and their bytes. */
interface PageContent<T> {

  /** Those with a key in {@code [from, to)}, in order; a null bound is no bound. */
  List<T> between(FactKey from, FactKey to);

  FactKey keyOf(T entry);

  byte[] bytes(List<T> entries);

  static PageContent<KnownOrder> of(OrderBook orders) {
    return new PageContent<>() {
      @Override
      public List<KnownOrder> between(FactKey from, FactKey to) {
        return orders.between(from, to);
      }

      @Override
      public FactKey keyOf(KnownOrder known) {
        return known.order().key();
      }

      @Override
      public byte[] bytes(List<KnownOrder> entries) {
        return OrderBytes.write(entries);
      }
    };
  }

  static PageContent<KnownFeedback> of(FeedbackBook feedback) {
    return new PageContent<>() {
      @Override
      public List<KnownFeedback> between(FactKey from, FactKey to) {
        return feedback.between(from, to);
      }

      @Override
      public FactKey keyOf(KnownFeedback known) {
        return known.feedback().key();
      }

      @Override
      public byte[] bytes(List<KnownFeedback> entries) {
        return FeedbackBytes.write(entries);
      }
    };
  }
}
