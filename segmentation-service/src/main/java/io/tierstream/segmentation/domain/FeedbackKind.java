package io.tierstream.segmentation.domain;

/** What feedback is. */
public enum FeedbackKind {
  SURVEY,
  REVIEW,
  COMPLAINT,
  SUGGESTION,
  SOCIAL
}
