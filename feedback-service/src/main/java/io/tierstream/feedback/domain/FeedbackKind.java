package io.tierstream.feedback.domain;

/** What sort of feedback it is; only a complaint has something to resolve. */
public enum FeedbackKind {
  SURVEY,
  REVIEW,
  COMPLAINT,
  SUGGESTION,
  SOCIAL
}
