package io.tierstream.events;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * What shall reach a topic if, and only if, the caller's transaction commits. The records of one
 * call, and of successive calls, are sent in that order per partition.
 */
@ApplicationScoped
public class Outbox {

  /** Leaves room for headers and the batch around it below the producer's limit of 1 MiB. */
  static final int MAX_DATA_BYTES = 1_000_000;

  private final AgroalDataSource dataSource;
  private final Topics topics;
  private final Trace trace;

  @Inject
  Outbox(AgroalDataSource dataSource, Topics topics, Trace trace) {
    this.dataSource = dataSource;
    this.topics = topics;
    this.trace = trace;
  }

  /**
   * Writes the records in the caller's transaction. They belong to the trace of the request that is
   * under way, if one is.
   *
   * @throws jakarta.transaction.TransactionalException when there is no transaction
   * @throws IllegalArgumentException when a record names a topic or partition that doesn't exist,
   *     or its data is too large for the broker: it would block everything behind it
   */
  @Transactional(TxType.MANDATORY)
  public void append(OutboxRecord... records) {
    append(List.of(records));
  }

  /** As {@link #append(OutboxRecord...)}: one statement, however many records. */
  @Transactional(TxType.MANDATORY)
  public void append(List<OutboxRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    records.forEach(this::check);
    try (var connection = dataSource.getConnection()) {
      OutboxTable.insert(connection, records, traceparent());
    } catch (SQLException e) {
      throw new OutboxFailure("can't append to the outbox", e);
    }
  }

  /**
   * Deletes what was appended for these keys, sent or not, in the caller's transaction: what is
   * appended next says all that there is to be said of them. What the relay has in hand still goes
   * out, before that.
   */
  @Transactional(TxType.MANDATORY)
  public void forget(String topic, Collection<String> keys) {
    try (var connection = dataSource.getConnection()) {
      OutboxTable.forget(connection, topic, keys);
    } catch (SQLException e) {
      throw new OutboxFailure("can't delete from the outbox", e);
    }
  }

  /** Writes dead letters in the caller's transaction, to leave as they are. */
  @Transactional(TxType.MANDATORY)
  public void appendDeadLetters(List<DeadLetter> letters) {
    if (letters.isEmpty()) {
      return;
    }
    letters.forEach(letter -> checkPlace(letter.topic(), letter.partition()));
    try (var connection = dataSource.getConnection()) {
      OutboxTable.insertDeadLetters(connection, letters);
    } catch (SQLException e) {
      throw new OutboxFailure("can't append dead letters to the outbox", e);
    }
  }

  private String traceparent() {
    return Arc.container().requestContext().isActive() ? trace.traceparent() : null;
  }

  private void check(OutboxRecord record) {
    checkPlace(record.topic(), record.partition());
    if (record.event().data().length > MAX_DATA_BYTES) {
      throw new IllegalArgumentException(
          record.event() + " is larger than " + MAX_DATA_BYTES + " bytes");
    }
  }

  private void checkPlace(String topic, Integer partition) {
    var partitions = topics.partitions(topic);
    if (partition != null && (partition < 0 || partition >= partitions)) {
      throw new IllegalArgumentException(topic + " has no partition " + partition);
    }
  }
}
