package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One assessment of a customer, kept so that the history can be folded again exactly.
 *
 * @param ordinal per customer 1, 2, 3 … without gaps
 * @param at the instant assessed
 * @param model number of the one it was assessed by
 * @param fact what was taken in; null when time passed or a bond changed
 * @param supersedes the ordinal of the application that brought the version known until then; null
 *     when there was none
 * @param via the merged ids through which the fact came, the nearest first, with slashes between
 *     them; null when it is the customer's own
 * @param isAssessed false when the fact waits to be assessed with others after it
 * @param bond the bond that changed; null when none did
 */
public record Application(
    long ordinal,
    Instant at,
    int model,
    Cause cause,
    Fact fact,
    Long supersedes,
    String via,
    boolean isAssessed,
    Bond bond) {

  public Application {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(cause, "cause");
    if (fact != null && bond != null) {
      throw new IllegalArgumentException("a fact doesn't change a bond");
    }
  }

  /** By itself, or of the customer's own fact. */
  public Application(long ordinal, Instant at, int model, Cause cause, Fact fact, Long supersedes) {
    this(ordinal, at, model, cause, fact, supersedes, null, true, null);
  }

  /** The merged customers through whom the fact came; none when it is the customer's own. */
  public List<String> sources() {
    return via == null ? List.of() : List.of(via.split(Bonds.STEP, -1));
  }
}
