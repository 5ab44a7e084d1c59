package io.tierstream.segmentation.application;

import java.util.List;

/** No pin can be as it was asked for. */
public final class PinRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a field: by which rule, and in words. */
  public record Reason(String field, String rule, String message) {}

  private final transient List<Reason> reasons;

  PinRefused(List<Reason> reasons) {
    super(reasons.toString());
    this.reasons = List.copyOf(reasons);
  }

  /** All there are. */
  public List<Reason> reasons() {
    return reasons;
  }
}
