package io.tierstream.segmentation.domain;

/** An order, feedback or pin as known, and the ordinal of the application that brought it. */
public sealed interface Known permits KnownOrder, KnownFeedback, KnownPin {

  long version();

  long ordinal();
}
