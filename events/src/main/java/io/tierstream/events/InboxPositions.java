package io.tierstream.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a subscription stands in the partitions of one portion; locked until the commit. */
final class InboxPositions {

  private static final String INSERT =
      """
      INSERT INTO inbox_position (consumer, topic, partition, next_offset)
      SELECT ?, topic, partition, 0 FROM unnest(?::text[], ?::int[]) AS p (topic, partition)
      ON CONFLICT DO NOTHING
      """;

  private static final String LOCK =
      """
      SELECT topic, partition, next_offset FROM inbox_position
      JOIN unnest(?::text[], ?::int[]) AS p (topic, partition) USING (topic, partition)
      WHERE consumer = ? ORDER BY topic, partition FOR UPDATE OF inbox_position
      """;

  private static final String MOVE =
      """
      UPDATE inbox_position SET next_offset = p.next_offset
      FROM unnest(?::text[], ?::int[], ?::int8[]) AS p (topic, partition, next_offset)
      WHERE consumer = ? AND inbox_position.topic = p.topic
        AND inbox_position.partition = p.partition
      """;

  private final String consumer;
  private final Map<Place, Long> next = new HashMap<>();

  private InboxPositions(String consumer) {
    this.consumer = consumer;
  }

  private record Place(String topic, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      var byTopic = topic.compareTo(other.topic);
      return byTopic == 0 ? Integer.compare(partition, other.partition) : byTopic;
    }
  }

  static <T> InboxPositions locked(
      Connection connection, String consumer, List<Inbox.Read<T>> portion, Topics topics)
      throws SQLException {
    var places = new TreeSet<Place>();
    for (var read : portion) {
      places.add(new Place(topics.topic(read.record().topic()), read.record().partition()));
    }
    var names = connection.createArrayOf("text", places.stream().map(Place::topic).toArray());
    var numbers = connection.createArrayOf("int4", places.stream().map(Place::partition).toArray());
    var positions = new InboxPositions(consumer);
    if (positions.lock(connection, names, numbers) < places.size()) {
      try (var insert = connection.prepareStatement(INSERT)) {
        insert.setString(1, consumer);
        insert.setArray(2, names);
        insert.setArray(3, numbers);
        insert.executeUpdate();
      }
      positions.lock(connection, names, numbers);
    }
    return positions;
  }

  private int lock(Connection connection, java.sql.Array names, java.sql.Array numbers)
      throws SQLException {
    next.clear();
    try (var lock = connection.prepareStatement(LOCK)) {
      lock.setArray(1, names);
      lock.setArray(2, numbers);
      lock.setString(3, consumer);
      try (var rows = lock.executeQuery()) {
        while (rows.next()) {
          next.put(new Place(rows.getString(1), rows.getInt(2)), rows.getLong(3));
        }
      }
    }
    return next.size();
  }

  /** Moves behind {@code record}; false when it was taken before. */
  boolean advance(String topic, ConsumerRecord<?, ?> record) {
    var place = new Place(topic, record.partition());
    if (record.offset() < next.get(place)) {
      return false;
    }
    next.put(place, record.offset() + 1);
    return true;
  }

  void write(Connection connection) throws SQLException {
    var places = List.copyOf(next.keySet());
    try (var move = connection.prepareStatement(MOVE)) {
      move.setArray(
          1, connection.createArrayOf("text", places.stream().map(Place::topic).toArray()));
      move.setArray(
          2, connection.createArrayOf("int4", places.stream().map(Place::partition).toArray()));
      move.setArray(3, connection.createArrayOf("int8", places.stream().map(next::get).toArray()));
      move.setString(4, consumer);
      move.executeUpdate();
    }
  }
}
