package io.tierstream.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * The right of one relay per service to send, until an instant or, at once, the end of the holder's
 * database session: a killed process has none. It only keeps two relays from fencing each other in
 * turns; that a relay past its lease sends nothing is the broker's fence.
 */
final class RelayLease {

  /** Channel of the notification that a lease was given up. */
  static final String CHANNEL = "tierstream_relay_released";

  private static final String SESSION =
      """
      (SELECT pid || '@' || extract(epoch FROM backend_start)
       FROM pg_stat_activity WHERE pid = pg_backend_pid())""";

  private static final String RENEW =
      """
      UPDATE relay_lease SET expires_at = ?, session = %s
      WHERE service = ? AND holder = ?
      """
          .formatted(SESSION);

  private static final String ACQUIRE =
      """
      INSERT INTO relay_lease AS l (service, holder, expires_at, session) VALUES (?, ?, ?, %s)
      ON CONFLICT (service) DO UPDATE
        SET holder = excluded.holder, expires_at = excluded.expires_at, session = excluded.session
        WHERE l.expires_at <= ? OR l.holder = excluded.holder
          OR l.session IS NOT NULL AND NOT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE l.session = pid || '@' || extract(epoch FROM backend_start))
      """
          .formatted(SESSION);

  private static final String EXPIRY = "SELECT expires_at FROM relay_lease WHERE service = ?";

  private static final String RELEASE =
      """
      WITH released AS (DELETE FROM relay_lease WHERE service = ? AND holder = ?)
      SELECT pg_notify('tierstream_relay_released', '')
      """;

  private final String service;
  private final Duration duration;
  private final Clock clock;
  private final String holder = UUID.randomUUID().toString();
  private Instant renewAt = Instant.MIN;
  private boolean held;

  RelayLease(String service, Duration duration, Clock clock) {
    this.service = service;
    this.duration = duration;
    this.clock = clock;
  }

  /**
   * Whether the lease is ours now as it was at the last call; renews it when a third of it has
   * passed. False once it was lost: then {@link #acquire} is next.
   */
  boolean keep(Connection connection) throws SQLException {
    var now = clock.instant();
    if (held && !now.isBefore(renewAt)) {
      // When this fails the answer is open, and the next call asks again.
      try (var update = connection.prepareStatement(RENEW)) {
        OutboxTable.set(update, 1, now.plus(duration));
        update.setString(2, service);
        update.setString(3, holder);
        held = update.executeUpdate() == 1;
      }
      renewAt = now.plus(duration.dividedBy(3));
    }
    return held;
  }

  /** Takes the lease if nobody holds it any more; from now on it is this session's. */
  boolean acquire(Connection connection) throws SQLException {
    var now = clock.instant();
    try (var upsert = connection.prepareStatement(ACQUIRE)) {
      upsert.setString(1, service);
      upsert.setString(2, holder);
      OutboxTable.set(upsert, 3, now.plus(duration));
      OutboxTable.set(upsert, 4, now);
      held = upsert.executeUpdate() == 1;
    }
    renewAt = now.plus(duration.dividedBy(3));
    return held;
  }

  /** Has the next {@link #keep} ask the database, whatever it knew. */
  void doubt() {
    renewAt = Instant.MIN;
  }

  /** How long until the holder's lease ends unless it is renewed, at most a third of a lease. */
  Duration untilExpiry(Connection connection) throws SQLException {
    var most = duration.dividedBy(3);
    try (var select = connection.prepareStatement(EXPIRY)) {
      select.setString(1, service);
      try (var rows = select.executeQuery()) {
        if (!rows.next()) {
          return Duration.ZERO;
        }
        var left =
            Duration.between(clock.instant(), rows.getObject(1, OffsetDateTime.class).toInstant());
        return left.compareTo(most) < 0 ? left : most;
      }
    }
  }

  /** Gives the lease up, if it is ours, and wakes who waits for it. */
  void release(Connection connection) throws SQLException {
    held = false;
    try (var delete = connection.prepareStatement(RELEASE)) {
      delete.setString(1, service);
      delete.setString(2, holder);
      delete.execute();
    }
  }
}
