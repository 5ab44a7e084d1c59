package io.tierstream.feedback.domain;

/** Where it is in its life: a complaint is open until it is resolved, all else is just received. */
public enum FeedbackStatus {
  RECEIVED,
  OPEN,
  RESOLVED;

  /** Whether feedback of {@code kind} can be there at all. */
  public boolean suits(FeedbackKind kind) {
    return (this == RECEIVED) == (kind != FeedbackKind.COMPLAINT);
  }
}
