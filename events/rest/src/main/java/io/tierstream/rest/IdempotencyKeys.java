package io.tierstream.rest;

import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys that requests came with, and what the first of each was answered. {@link #claim} and
 * {@link #answer} work in the transaction of the connection they are given.
 */
@ApplicationScoped
public class IdempotencyKeys {

  /** The request header. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[!-~]{1,64}");

  // Waits for a transaction that has claimed the key and isn't over.
  private static final String CLAIM =
      """
      INSERT INTO idempotent_answer (idempotency_key, fingerprint, expires_at) VALUES (?, ?, ?)
      ON CONFLICT (idempotency_key) DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT fingerprint, status, location, entity_tag, media_type, body
      FROM idempotent_answer WHERE idempotency_key = ?
      """;

  private static final String ANSWER =
      """
      UPDATE idempotent_answer
      SET status = ?, location = ?, entity_tag = ?, media_type = ?, body = ?, subject = ?
      WHERE idempotency_key = ?
      """;

  // No request has an empty fingerprint: whatever comes with the key is told the same.
  private static final String ERASE =
      """
      UPDATE idempotent_answer
      SET fingerprint = '', location = NULL, entity_tag = NULL, media_type = NULL, body = NULL
      WHERE subject = ANY (?)
      """;

  /** How many are deleted in one transaction. */
  private static final int PORTION = 10_000;

  private static final String FORGET =
      """
      DELETE FROM idempotent_answer WHERE idempotency_key IN (
        SELECT idempotency_key FROM idempotent_answer WHERE expires_at < ? LIMIT %d
        FOR UPDATE SKIP LOCKED)
      """
          .formatted(PORTION);

  private static final String RELEASE = "DELETE FROM idempotent_answer WHERE idempotency_key = ?";

  private final AgroalDataSource dataSource;
  private final Instance<Erasures> erasures;
  private final Clock clock;
  private final Duration retention;

  IdempotencyKeys(
      AgroalDataSource dataSource,
      Instance<Erasures> erasures,
      Clock clock,
      IdempotencyConfig config) {
    this.dataSource = dataSource;
    this.erasures = erasures;
    this.clock = clock;
    this.retention = config.retention();
  }

  /**
   * The key of a request.
   *
   * @param header null when there is none, and so is the answer
   * @throws InvalidInput when it isn't a key
   */
  public static String read(String header) {
    if (header != null && !KEY.matcher(header).matches()) {
      throw new InvalidInput(
          HEADER, "key", "must be 1 to 64 visible characters of ASCII, without blanks");
    }
    return header;
  }

  /**
   * Takes {@code key} for this transaction, which is to {@link #answer} it; or finds what the first
   * request was answered. Waits while another transaction holds the key.
   *
   * @param fingerprint tells one request from another
   * @throws KeyReused when the key came with another request before
   * @throws AnswerErased when whom the first request was about is erased
   */
  public Optional<IdempotentAnswer> claim(Connection connection, String key, byte[] fingerprint)
      throws SQLException {
    try (var claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, key);
      claim.setBytes(2, fingerprint);
      claim.setObject(3, OffsetDateTime.ofInstant(clock.instant().plus(retention), ZoneOffset.UTC));
      if (claim.executeUpdate() == 1) {
        return Optional.empty();
      }
    }
    try (var find = connection.prepareStatement(FIND)) {
      find.setString(1, key);
      try (var row = find.executeQuery()) {
        if (!row.next()) {
          // It expired between the two statements.
          return claim(connection, key, fingerprint);
        }
        if (row.getBytes("fingerprint").length == 0) {
          throw new AnswerErased();
        }
        if (!Arrays.equals(row.getBytes("fingerprint"), fingerprint)) {
          throw new KeyReused();
        }
        return Optional.of(answer(row));
      }
    }
  }

  /**
   * Keeps what a request is answered whose key was claimed by this transaction; of who is erased
   * only that there was an answer.
   *
   * @param subject whom the answer is about; null for nobody
   */
  public void answer(Connection connection, String key, IdempotentAnswer answer, String subject)
      throws SQLException {
    keep(connection, key, answer, subject);
    if (isErased(subject)) {
      erase(connection, List.of(subject));
    }
  }

  /** The same of a refusal, of which nothing is kept when it is about who is erased. */
  void refuse(Connection connection, String key, IdempotentAnswer refusal, String subject)
      throws SQLException {
    if (subject != null && erasures.isResolvable()) {
      erasures.get().hold();
    }
    if (!isErased(subject)) {
      keep(connection, key, refusal, subject);
      return;
    }
    try (var release = connection.prepareStatement(RELEASE)) {
      release.setString(1, key);
      release.executeUpdate();
    }
  }

  private boolean isErased(String subject) {
    return subject != null && erasures.isResolvable() && erasures.get().has(subject);
  }

  private static void keep(
      Connection connection, String key, IdempotentAnswer answer, String subject)
      throws SQLException {
    try (var update = connection.prepareStatement(ANSWER)) {
      update.setInt(1, answer.status());
      update.setString(2, answer.location());
      update.setString(3, answer.entityTag());
      update.setString(4, answer.mediaType());
      update.setString(5, answer.body());
      update.setString(6, subject);
      update.setString(7, key);
      update.executeUpdate();
    }
  }

  /**
   * Erases what was answered about these, in the caller's transaction; their keys are refused from
   * then on.
   */
  @Transactional(TxType.MANDATORY)
  public void erase(Collection<String> subjects) {
    try (var connection = dataSource.getConnection()) {
      erase(connection, subjects);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void erase(Connection connection, Collection<String> subjects)
      throws SQLException {
    try (var erase = connection.prepareStatement(ERASE)) {
      erase.setArray(1, connection.createArrayOf("text", subjects.toArray()));
      erase.executeUpdate();
    }
  }

  /** Deletes what is older than the retention. */
  @Scheduled(every = "10m", delayed = "1m")
  public void forgetExpired() throws SQLException {
    var forgotten = PORTION;
    while (forgotten == PORTION) {
      try (var connection = dataSource.getConnection();
          var forget = connection.prepareStatement(FORGET)) {
        forget.setObject(1, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        forgotten = forget.executeUpdate();
      }
    }
  }

  private static IdempotentAnswer answer(ResultSet row) throws SQLException {
    return new IdempotentAnswer(
        row.getInt("status"),
        row.getString("location"),
        row.getString("entity_tag"),
        row.getString("media_type"),
        row.getString("body"));
  }
}
