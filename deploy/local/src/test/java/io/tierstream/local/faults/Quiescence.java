package io.tierstream.local.faults;

import io.tierstream.local.Service;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Waits until nothing is under way any more. */
final class Quiescence {
  private static final System.Logger LOG = System.getLogger(Quiescence.class.getName());
  private static final String BY_ANOTHER_MODEL =
      """
      SELECT count(*) FROM standing s
      WHERE s.as_of IS NOT NULL AND NOT s.erased AND s.merged_into IS NULL
        AND s.model <> coalesce(
          (SELECT m.number FROM model_in_force m
           WHERE m.partition = s.partition AND m.effective_at <= ?
           ORDER BY m.effective_at DESC LIMIT 1), s.model)\
      """;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Target target;
  private final Logs logs;

  Quiescence(Target target, Logs logs) {
    this.target = target;
    this.logs = logs;
  }

  /**
   * Returns when the system rests, or {@code patience} is over.
   *
   * @param due nobody is to be assessed any more for what time has done until then
   * @return what is still under way
   */
  List<String> await(Instant due, Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      List<String> unrest;
      try {
        var before = stamp();
        unrest = unrest(due);
        // What rests while it is looked at has come to rest.
        if (unrest.isEmpty() && !before.equals(stamp())) {
          unrest = List.of("standings are still written");
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        unrest = List.of("can't be asked: " + e);
      }
      LOG.log(Level.DEBUG, unrest.toString());
      if (unrest.isEmpty() || System.nanoTime() > deadline) {
        return unrest;
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Another one when anything was written meanwhile that the checker looks at. */
  String stamp() throws SQLException {
    var stamp = new StringBuilder();
    try (var connection = target.connect(Service.SEGMENTATION)) {
      for (var count :
          List.of(
              "SELECT coalesce(sum(next_offset), 0) FROM position",
              "SELECT coalesce(sum(row_version), 0) FROM standing")) {
        stamp.append(Rows.number(connection, count)).append(' ');
      }
    }
    for (var service : List.of(Service.CUSTOMER, Service.ORDER, Service.FEEDBACK)) {
      try (var connection = target.connect(service)) {
        stamp
            .append(
                Rows.number(connection, "SELECT coalesce(sum(next_offset), 0) FROM inbox_position"))
            .append(' ')
            .append(Rows.number(connection, "SELECT coalesce(max(id), 0) FROM outbox"))
            .append(' ');
      }
    }
    return stamp.toString();
  }

  private List<String> unrest(Instant due) throws Exception {
    var unrest = new ArrayList<String>();
    for (var service : Service.values()) {
      try (var connection = target.connect(service)) {
        complain(
            unrest,
            Rows.number(connection, "SELECT count(*) FROM outbox WHERE sent_at IS NULL"),
            "rows of the outbox of " + service.fullName() + " unsent");
      }
    }
    try (var connection = target.connect(Service.SEGMENTATION)) {
      folded(connection, unrest);
      complain(
          unrest,
          Rows.number(
              connection,
              "SELECT count(*) FROM publication p LEFT JOIN ownership o USING (partition)"
                  + " WHERE o.partition IS NULL OR p.seq > o.published"),
          "publications unmarked");
      complain(
          unrest,
          Rows.number(
              connection,
              "SELECT count(*) FROM standing WHERE next_change_at <= ?",
              Timestamp.from(due)),
          "standings due");
      complain(
          unrest,
          Rows.number(connection, BY_ANOTHER_MODEL, Timestamp.from(due)),
          "standings to be assessed by another model");
    }
    for (var service : List.of(Service.CUSTOMER, Service.ORDER, Service.FEEDBACK)) {
      try (var connection = target.connect(service)) {
        consumed(connection, service, unrest);
      }
    }
    return unrest;
  }

  private void folded(Connection connection, List<String> unrest) throws Exception {
    var positions = positions(connection, "SELECT topic, partition, next_offset FROM position");
    for (var topic : Checker.INPUTS) {
      if (positions.keySet().stream().filter(one -> one.topic().equals(topic)).count()
          < logs.partitions(topic).size()) {
        unrest.add("not all partitions of " + topic + " have an owner yet");
      }
    }
    var open = logs.withOpenTransactions(positions.keySet());
    if (!open.isEmpty()) {
      unrest.add("transactions are open in " + open);
    } else if (!logs.isAtEnd(positions)) {
      unrest.add("records that segmentation-service hasn't folded");
    }
  }

  private void consumed(Connection connection, Service service, List<String> unrest)
      throws Exception {
    var positions =
        positions(
            connection,
            "SELECT topic, partition, max(next_offset) FROM inbox_position GROUP BY 1, 2");
    for (var topic : Checker.SUBSCRIBED.get(service)) {
      // Where nothing has come yet there is no position.
      logs.partitions(topic).forEach(partition -> positions.putIfAbsent(partition, 0L));
    }
    var open = logs.withOpenTransactions(positions.keySet());
    if (!open.isEmpty()) {
      unrest.add("transactions are open in " + open);
    } else if (!logs.isAtEnd(positions)) {
      unrest.add("records that " + service.fullName() + " hasn't taken in");
    }
  }

  private static Map<TopicPartition, Long> positions(Connection connection, String sql)
      throws SQLException {
    var positions = new HashMap<TopicPartition, Long>();
    Rows.all(
        connection,
        row -> positions.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)),
        sql);
    return positions;
  }

  private static void complain(List<String> unrest, long count, String of) {
    if (count > 0) {
      unrest.add(count + " " + of);
    }
  }
}
