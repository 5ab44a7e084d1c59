package io.tierstream.segmentation.application;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.persistence.StagedRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is there in the topics about one customer. */
final class CustomerRecords {

  record Place(String topic, long offset) {}

  /** A record of the topics, and what it means. */
  record Read(Place place, StagedRecord record, Intake intake) {

    /** As differences call it. */
    String name() {
      return place.topic() + "-" + record.number() + "@" + place.offset();
    }
  }

  private final RecordedNumber number;
  private final RecordedTopics topics;
  private final Map<Place, Read> records = new LinkedHashMap<>();

  private CustomerRecords(RecordedNumber number, RecordedTopics topics) {
    this.number = number;
    this.topics = topics;
  }

  static CustomerRecords of(
      List<StagedRecord> staged, RecordedTopics topics, RecordedNumber number) {
    var records = new CustomerRecords(number, topics);
    for (var record : staged) {
      var place = new Place(record.topic(), record.offset());
      records.records.put(place, new Read(place, record, topics.intake(record)));
    }
    return records;
  }

  /** Null when there is none. */
  Read at(Place place) {
    return records.get(place);
  }

  Collection<Read> all() {
    return records.values();
  }

  /** Those of {@code topic} that were folded, in order. */
  Deque<Read> folded(String topic) {
    var folded = new ArrayDeque<Read>();
    records.values().stream()
        .filter(read -> read.place().topic().equals(topic))
        .filter(read -> isFolded(read.place()))
        .forEach(folded::add);
    return folded;
  }

  /** Whether what stands there was folded by the snapshot. */
  boolean isFolded(Place place) {
    return number.isFolded(place.topic(), place.offset());
  }

  /** Whether it must be found what has become of the record that stands there. */
  boolean isProven(Place place) {
    return number.isProven(place.topic(), place.offset());
  }

  /** Whether deletion or compaction may have removed the record that stood there. */
  boolean isRemoved(Place place) {
    return number.isDeleted(place.topic(), place.offset()) || isCompacted(place);
  }

  /** Whether a later record of the same customer may have taken the record's place. */
  private boolean isCompacted(Place place) {
    return place.topic().equals(Topics.CUSTOMERS)
        && records.keySet().stream()
            .anyMatch(
                other -> other.topic().equals(place.topic()) && other.offset() > place.offset());
  }

  /** Whether the same event came again, or will. */
  boolean isPutBack(Read read) {
    var id = topics.eventId(read.record().headers());
    return number.isOnItsWay(id)
        || records.values().stream()
            .anyMatch(
                other ->
                    other.place().topic().equals(read.place().topic())
                        && other.place().offset() > read.place().offset()
                        && Objects.equals(topics.eventId(other.record().headers()), id));
  }

  /** The fact that a record brings, converted if need be; null when it brings none. */
  Intake.FactTaken fact(Read read) {
    if (read.intake() instanceof Intake.FactTaken taken) {
      return taken;
    }
    if (read.intake() instanceof Intake.ForeignFactTaken foreign) {
      var day = foreign.order().rateDay();
      var rate = day == null ? null : number.rate(new RateKey(foreign.order().currency(), day));
      return day != null && rate == null
          ? null
          : new Intake.FactTaken(
              foreign.customerId(),
              new OrderFact(foreign.order().at(rate), foreign.occurredAt()),
              foreign.recordTimestamp(),
              foreign.cause());
    }
    return null;
  }
}
