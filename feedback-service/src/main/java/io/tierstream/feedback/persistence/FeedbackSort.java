package io.tierstream.feedback.persistence;

/** The orders in which feedback can be listed; by id where two are equal. */
public enum FeedbackSort {
  NEWEST("-occurredAt", "received_at", true, false),
  OLDEST("occurredAt", "received_at", false, false),
  /** What is due first comes first: the queue. Complaints only. */
  DUE_FIRST("dueAt", "due_at", false, true),
  /** Complaints only. */
  DUE_LAST("-dueAt", "due_at", true, true);

  private final String asked;
  private final String column;
  private final boolean descending;
  private final boolean ofComplaints;

  FeedbackSort(String asked, String column, boolean descending, boolean ofComplaints) {
    this.asked = asked;
    this.column = column;
    this.descending = descending;
    this.ofComplaints = ofComplaints;
  }

  /** What callers call it. */
  public String asked() {
    return asked;
  }

  /** Whether it needs a due time. */
  public boolean isOfComplaints() {
    return ofComplaints;
  }

  String column() {
    return column;
  }

  boolean isDescending() {
    return descending;
  }
}
