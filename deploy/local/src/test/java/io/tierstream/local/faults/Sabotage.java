package io.tierstream.local.faults;

/** A promise of a service taken back, to see that its absence is noticed. */
enum Sabotage {
  /**
   * Who owned a number goes on writing and publishing for it beside who owns it; in no haste, so
   * that whenever it is stopped there is a batch in hand.
   */
  FENCE_OFF(
      rule("segmentation.persistence.Commits", "write", "AT ENTRY", "delay(500)")
          + rule("segmentation.messaging.OwnedNumbers", "revoked", "AT ENTRY", "RETURN")
          + rule("segmentation.persistence.Commits", "fence", "AT THROW ALL", "RETURN")
          + rule("segmentation.persistence.Commits", "move", "AT THROW ALL", "RETURN")
          + rule("segmentation.persistence.StandingStatement", "written", "AT THROW ALL", "RETURN")
          + rule("segmentation.persistence.Ownerships", "holds", "AT EXIT", "RETURN true")
          + rule(
              "segmentation.persistence.Ownerships",
              "lost",
              "AT EXIT",
              "RETURN new java.util.TreeSet()")),

  /** Numbers are taken late: a batch in hand has been halved to its single records by then. */
  TAKEN_LATE(rule("segmentation.messaging.OwnedNumbers", "take", "AT ENTRY", "delay(10000)")),

  /** What is polled counts, whatever was sought since; it waits until numbers are taken anew. */
  QUEUE_LEFT(
      rule("segmentation.messaging.FactsWorker", "take", "AT ENTRY", "delay(4000)")
          + rule(
              "segmentation.messaging.PollStamps",
              "stamp",
              "AT ENTRY",
              "RETURN Integer.MAX_VALUE")),

  /** What is told last counts, whichever version it is of. */
  VERSION_RULE_OFF(rule("segmentation.domain.Fold", "isNewer", "AT ENTRY", "RETURN true")),

  /** Time passes by the clock, whatever there is to be folded yet. */
  SWEEP_AHEAD(
      rule(
          "segmentation.application.OwnedNumber",
          "lowWaterMark",
          "AT ENTRY",
          "RETURN java.time.Instant.now()")),

  /**
   * A relay marks what it has sent, whether or not it will be acknowledged; then it halts. It is
   * slow, so that there is more than one record, and who asked for them has had an answer.
   */
  MARK_BEFORE_ACKNOWLEDGEMENT(
      rule("events.OutboxRelay", "step", "AT ENTRY", "delay(500)")
          + rule(
              "events.OutboxRelay",
              "step",
              "AT INVOKE TransactionalSender.commit",
              "io.tierstream.events.OutboxTable.mark($1, $this.committing, java.time.Instant.now());"
                  + " killJVM(137)")),

  /** Changes are published first; before they are committed it halts. */
  PUBLICATION_BEFORE_COMMIT(
      rule("segmentation.persistence.Commits", "commit", "AT ENTRY", "$1.rollback(); RETURN")
          + rule(
              "segmentation.messaging.PartitionPublisher",
              "send",
              "AT EXIT",
              "$1.toString().contains(\"topic=tier-changes\")",
              "flag($0)")
          + rule(
              "segmentation.messaging.PartitionPublisher",
              "commit",
              "AT EXIT",
              "flagged($0)",
              "killJVM(137)"));

  private final String script;

  Sabotage(String script) {
    this.script = script;
  }

  String script() {
    return script;
  }

  private static String rule(String type, String method, String place, String action) {
    return rule(type, method, place, "TRUE", action);
  }

  private static String rule(
      String type, String method, String place, String condition, String action) {
    return Rules.rule("io.tierstream." + type, method, place, condition, action);
  }
}
