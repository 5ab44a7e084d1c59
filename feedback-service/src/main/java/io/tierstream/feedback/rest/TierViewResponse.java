package io.tierstream.feedback.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.feedback.persistence.TierViewBuild;
import io.tierstream.feedback.persistence.TierViewBuild.State;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far the view of tiers is built.
 *
 * @param requestedAt absent for the first one, which nobody asked for
 * @param endedAt absent while it is running
 * @param records of the topic, read so far
 * @param expected as many as there are at most
 * @param unreadable records that were passed over, and logged
 */
@Schema(name = "TierView")
@JsonInclude(Include.NON_NULL)
public record TierViewResponse(
    State state,
    Instant requestedAt,
    Instant endedAt,
    long records,
    long expected,
    long unreadable) {

  static TierViewResponse of(TierViewBuild build) {
    return new TierViewResponse(
        build.state(),
        build.requestedAt(),
        build.endedAt(),
        build.records(),
        build.expected(),
        build.unreadable());
  }
}
