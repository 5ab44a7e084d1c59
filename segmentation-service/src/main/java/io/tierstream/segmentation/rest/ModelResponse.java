package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.ModelJson;
import io.tierstream.segmentation.persistence.StoredModel;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A scoring model. */
@Schema(name = "Model")
public record ModelResponse(
    int number,
    @Schema(description = "DRAFT or PUBLISHED") String state,
    @Schema(
            description =
                "FIXED or QUANTILE; of a draft with QUANTILE the numbers mean nothing yet")
        String cutOffs,
    @Schema(
            description =
                "From when everybody is judged by it; null for a draft, and for the first",
            nullable = true)
        Instant effectiveAt,
    @Schema(description = "Null for the first, which was never drafted", nullable = true)
        Instant createdAt,
    @JsonRawValue
        @Schema(
            implementation = ModelRequest.class,
            description =
                "As in model.published.v1, and as a draft takes it, without its cutOffs and"
                    + " segmentMap; with fitted, which a draft doesn't take: null, or the instant"
                    + " (at) and the number of customers that the cut-offs were fitted to")
        String definition,
    @Schema(
            description =
                "Scores that nobody can have, since cut-offs are equal or everybody reaches the first")
        List<ImpossibleScore> impossibleScores,
    @Schema(description = "Rules of the segment map that can never match, from 0 up")
        List<Integer> shadowedSegments) {

  /** A score, from 1 to 5, of r, f or m. */
  public record ImpossibleScore(String figure, int score) {

    static ImpossibleScore of(ScoringModel.ImpossibleScore score) {
      return new ImpossibleScore(score.figure(), score.score());
    }
  }

  static ModelResponse of(StoredModel stored) {
    var model = stored.draft().model();
    return new ModelResponse(
        model.number(),
        stored.isPublished() ? "PUBLISHED" : "DRAFT",
        stored.draft().cutOffs().name(),
        unlessForEver(stored.effectiveAt()),
        unlessForEver(stored.createdAt()),
        ModelJson.write(model),
        model.impossibleScores().stream().map(ImpossibleScore::of).toList(),
        model.segments().shadowed());
  }

  private static Instant unlessForEver(Instant at) {
    return Instant.MIN.equals(at) ? null : at;
  }
}
