package io.tierstream.segmentation.domain;

/**
 * Where feedback is in its life: a complaint is open until it is resolved, all else is received.
 */
public enum FeedbackStatus {
  RECEIVED,
  OPEN,
  RESOLVED
}
