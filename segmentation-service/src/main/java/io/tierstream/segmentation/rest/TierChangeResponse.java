package io.tierstream.segmentation.rest;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A tier change with its evidence, for callers: what {@code tier.changed} carried. */
@Schema(name = "TierChange")
public record TierChangeResponse(
    String customerId,
    @Schema(description = "Per customer 1, 2, 3 … without gaps") long sequence,
    @Schema(enumeration = {"INITIAL", "UPGRADE", "DOWNGRADE", "REVOKED"}) String kind,
    @Schema(description = "Null: none", nullable = true) String from,
    @Schema(description = "Null: none", nullable = true) String to,
    @Schema(description = "Instant of the fact or of the crossing, whenever it was noticed")
        Instant effectiveAt,
    Instant recordedAt,
    @Schema(description = "Number of the scoring model") int model,
    @Schema(description = "Figures until then; null when there were none", nullable = true)
        Figures before,
    Figures after,
    @Schema(
            description = "The cut-off or floor crossed",
            examples = "composite reached 3.00",
            nullable = true)
        String crossed,
    Cause cause) {

  /** The figures that a tier was judged by. */
  @Schema(
      name = "Figures",
      description = "Amounts are decimal text in the installation's base currency")
  public record Figures(
      @Schema(nullable = true) Long recencyDays,
      int frequency,
      @Schema(examples = "2019.90") String monetary,
      @Schema(nullable = true) String satisfaction,
      @Schema(nullable = true) StandingResponse.Scores scores,
      @Schema(examples = "3.400", nullable = true) String composite) {}

  /** Why the customer was assessed. */
  @Schema(name = "Cause")
  public record Cause(
      @Schema(description = "An event's type, or TIME_PASSED") String type,
      @Schema(nullable = true) String eventId,
      @Schema(nullable = true) String subject,
      @Schema(description = "The import job it belongs to; null when live", nullable = true)
          String backfill) {}
}
