package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Feedback;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Feedback by customer, rated or not, with the version that is known of it. */
final class StoredRatings {

  private static final byte END_OF_CUSTOMER = 0;

  /** Comes after every id of feedback. */
  private static final byte LAST = (byte) 0xff;

  private static final int ENTRY = Long.BYTES + Long.BYTES + Double.BYTES;

  private final KeyValueStore<Bytes, byte[]> store;

  StoredRatings(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * What is kept of feedback.
   *
   * @param rating that counts; not a number without one
   */
  record Rating(long version, Instant at, double rating) {

    static Rating of(Feedback feedback) {
      var counted = feedback.countedRating();
      return new Rating(
          feedback.version(),
          feedback.occurredAt(),
          counted == null ? Double.NaN : counted.doubleValue());
    }

    boolean isRated() {
      return !Double.isNaN(rating);
    }
  }

  /** What is kept of this feedback; null when nothing is. */
  Rating get(byte[] customer, Feedback feedback) {
    var packed = store.get(key(customer, feedback.feedbackId()));
    return packed == null ? null : unpack(packed);
  }

  void put(byte[] customer, Feedback feedback, Rating rating) {
    store.put(
        key(customer, feedback.feedbackId()),
        ByteBuffer.allocate(ENTRY)
            .putLong(rating.version())
            .putLong(Micros.of(rating.at()))
            .putDouble(rating.rating())
            .array());
  }

  /** All that are rated, in the order in which they are summed. */
  List<Rating> rated(byte[] customer) {
    var rated = new ArrayList<Rating>();
    var from = Bytes.wrap(begun(customer, 0).array());
    var until = Bytes.wrap(begun(customer, 1).put(LAST).array());
    try (var found = store.range(from, until)) {
      while (found.hasNext()) {
        var one = unpack(found.next().value);
        if (one.isRated()) {
          rated.add(one);
        }
      }
    }
    // They come by id, and stay so at the same instant.
    rated.sort(Comparator.comparing(Rating::at));
    return rated;
  }

  private static Rating unpack(byte[] packed) {
    var bytes = ByteBuffer.wrap(packed);
    return new Rating(bytes.getLong(), Micros.instant(bytes.getLong()), bytes.getDouble());
  }

  private static Bytes key(byte[] customer, String feedbackId) {
    var id = feedbackId.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(begun(customer, id.length).put(id).array());
  }

  private static ByteBuffer begun(byte[] customer, int more) {
    return ByteBuffer.allocate(customer.length + 1 + more).put(customer).put(END_OF_CUSTOMER);
  }
}
