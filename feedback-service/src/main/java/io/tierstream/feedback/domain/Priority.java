package io.tierstream.feedback.domain;

/** How much a complaint presses, from least to most. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH,
  URGENT
}
