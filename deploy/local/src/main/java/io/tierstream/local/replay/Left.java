package io.tierstream.local.replay;

/** Why a letter isn't replayed. */
enum Left {
  /** Only a part of the record was kept. */
  CUT("only a part of the record was kept", true),
  /** It came from elsewhere, or doesn't say from where. */
  NOT_OF_TOPIC("its headers name another topic or partition, or none", true),
  /** Compressed better it was small enough once. */
  TOO_LARGE("the topic takes no record that large", true),
  /** A compacted topic takes nothing without a key. */
  WITHOUT_KEY("a compacted topic takes nothing without a key", true),
  /** Replayed it would be the last that a compacted topic says of its key, instead of that one. */
  SUPERSEDED("superseded: the topic has a later record of its key", false),
  /** Replayed it would bring back what was to be forgotten. */
  ERASED("its key was erased", false);

  private final String text;
  private final boolean isLoss;

  Left(String text, boolean isLoss) {
    this.text = text;
    this.isLoss = isLoss;
  }

  /** Whether somebody should look at the letter: nothing stands in for it. */
  boolean isLoss() {
    return isLoss;
  }

  @Override
  public String toString() {
    return text;
  }
}
