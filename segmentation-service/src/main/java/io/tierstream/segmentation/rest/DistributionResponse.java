package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.application.FindDistribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How customers are spread over groups, for callers. */
@Schema(name = "Distribution")
public record DistributionResponse(
    @Schema(examples = "tier") String by,
    @Schema(description = "All customers") long count,
    @Schema(description = "Sum of everybody's monetary", examples = "5310482.10") String value,
    List<Group> groups) {

  private static final int SHARE_DECIMALS = 6;

  /** The customers of one group. */
  @Schema(name = "Group")
  public record Group(
      @Schema(description = "Null: customers that are in none", nullable = true) String group,
      long count,
      @Schema(description = "Part of all customers, from 0 to 1, with six places") BigDecimal share,
      @Schema(
              description =
                  "Sum of their monetary: decimal text in the installation's base currency")
          String value) {}

  static DistributionResponse of(String by, FindDistribution.Distribution distribution) {
    var count = distribution.all().customers();
    var groups =
        distribution.groups().stream()
            .map(
                group ->
                    new Group(
                        group.group(),
                        group.customers(),
                        share(group.customers(), count),
                        Amount.rounded(group.monetary())))
            .toList();
    return new DistributionResponse(
        by, count, Amount.rounded(distribution.all().monetary()), groups);
  }

  private static BigDecimal share(long part, long all) {
    return all == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(part)
            .divide(BigDecimal.valueOf(all), SHARE_DECIMALS, RoundingMode.HALF_UP);
  }
}
