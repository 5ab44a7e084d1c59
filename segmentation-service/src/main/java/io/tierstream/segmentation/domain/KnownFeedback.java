package io.tierstream.segmentation.domain;

import java.util.Objects;

/** Feedback as known, and the ordinal of the application that brought it. */
public record KnownFeedback(Feedback feedback, long ordinal) implements Known {
  public KnownFeedback {
    Objects.requireNonNull(feedback, "feedback");
  }

  @Override
  public long version() {
    return feedback.version();
  }
}
