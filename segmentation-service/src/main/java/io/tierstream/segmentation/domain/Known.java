package io.tierstream.segmentation.domain;

/** An order or feedback as known, and the ordinal of the application that brought it. */
public sealed interface Known permits KnownOrder, KnownFeedback {

  long version();

  long ordinal();
}
