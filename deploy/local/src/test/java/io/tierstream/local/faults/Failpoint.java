package io.tierstream.local.faults;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** A point at which a service halts, as by SIGKILL, when it comes there for the n-th time. */
enum Failpoint {
  /** Of segmentation: all of a batch is written, and not committed. */
  BEFORE_COMMIT(at("segmentation.persistence.Commits", "commit", "AT ENTRY")),

  /** Of segmentation: a batch is committed, and nothing of it published. */
  AFTER_COMMIT(at("segmentation.persistence.Commits", "commit", "AT EXIT")),

  /** Of segmentation: a commit's records are with the broker, in a transaction that is open. */
  AFTER_SEND(at("segmentation.messaging.PartitionPublisher", "commit", "AT ENTRY")),

  /** Of segmentation: the broker has acknowledged, and nothing of it is marked. */
  AFTER_ACKNOWLEDGEMENT(at("segmentation.messaging.PartitionPublisher", "commit", "AT EXIT")),

  /** Of any service: a change is written with its event, and not committed. */
  BEFORE_CHANGE(at("events.OutboxTable", "insert", "AT EXIT")),

  /** Of any service: a change is committed with its event, and not answered. */
  AFTER_CHANGE(
      Rules.rule(
              "io.tierstream.events.OutboxTable",
              "insert",
              "AT EXIT",
              "TRUE",
              "flag(Thread.currentThread())")
          + Rules.rule(
              "org.postgresql.jdbc.PgConnection",
              "commit",
              "AT EXIT",
              "flagged(Thread.currentThread()) && " + Failpoint.TURN,
              Failpoint.HALT)),

  /** Of any service: a portion of its events is with the broker, in a transaction that is open. */
  RELAY_AFTER_SEND(at("events.TransactionalSender", "commit", "AT ENTRY")),

  /** Of any service: the broker has acknowledged a portion of its events, not marked yet. */
  RELAY_AFTER_ACKNOWLEDGEMENT(at("events.TransactionalSender", "commit", "AT EXIT")),

  /** Of a service with an inbox: what records did is written, and not committed. */
  INBOX_BEFORE_COMMIT(at("events.InboxPositions", "write", "AT EXIT")),

  /** Of a service with an inbox: what records did is committed, and nobody knows yet. */
  INBOX_AFTER_COMMIT(at("events.Inbox", "count", "AT ENTRY"));

  private static final String TURN = "incrementCounter(\"turns\") == %1$d";
  private static final String HALT = "killJVM(137)";

  private final String script;

  Failpoint(String script) {
    this.script = script;
  }

  /** The rules that halt a service when it comes here for the {@code nth} time from now on. */
  String script(int nth) {
    return script.formatted(nth);
  }

  /** Those that the service of that name comes to. */
  static List<Failpoint> of(String service) {
    var points =
        service.startsWith(FaultySystem.SEGMENTATION)
            ? EnumSet.range(BEFORE_COMMIT, AFTER_ACKNOWLEDGEMENT)
            : EnumSet.range(INBOX_BEFORE_COMMIT, INBOX_AFTER_COMMIT);
    points.addAll(EnumSet.range(BEFORE_CHANGE, RELAY_AFTER_ACKNOWLEDGEMENT));
    return List.copyOf(points);
  }

  /** In words. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String at(String type, String method, String place) {
    return Rules.rule("io.tierstream." + type, method, place, Failpoint.TURN, Failpoint.HALT);
  }
}
