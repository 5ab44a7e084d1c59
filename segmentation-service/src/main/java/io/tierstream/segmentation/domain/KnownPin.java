package io.tierstream.segmentation.domain;

import java.util.Objects;

/** A pin as known, and the ordinal of the application that brought it. */
public record KnownPin(Pin pin, long ordinal) implements Known {
  public KnownPin {
    Objects.requireNonNull(pin, "pin");
  }

  @Override
  public long version() {
    return pin.version();
  }
}
