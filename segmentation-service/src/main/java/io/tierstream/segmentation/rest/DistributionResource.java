package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindDistribution;
import io.tierstream.segmentation.persistence.Grouping;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How customers are spread over tiers, segments and lifecycles. */
@Path("/segmentation/distribution")
@Blocking
@Tag(name = "Segmentation")
public class DistributionResource {

  private final FindDistribution findDistribution;

  DistributionResource(FindDistribution findDistribution) {
    this.findDistribution = findDistribution;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Counts, shares and value per group",
      description =
          "Tiers from the lowest up, segments from the best down, lifecycles as they follow, empty"
              + " groups too; customers that are in none come last, as null.")
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(enumeration = {"tier", "segment", "lifecycle"}))
  @APIResponse(
      responseCode = "200",
      description = "The distribution now",
      content = @Content(schema = @Schema(implementation = DistributionResponse.class)))
  @APIResponse(responseCode = "400", ref = "InvalidInput")
  public DistributionResponse distribution(@Context UriInfo uri) {
    var parameters = RequestParameters.of(uri, "by");
    parameters.require("by");
    var by =
        parameters.oneOf("by", Arrays.stream(Grouping.values()).map(Grouping::property).toList());
    parameters.check();
    return DistributionResponse.of(
        by.orElseThrow(), findDistribution.find(grouping(by.orElseThrow())));
  }

  private static Grouping grouping(String property) {
    return Arrays.stream(Grouping.values())
        .filter(grouping -> grouping.property().equals(property))
        .findFirst()
        .orElseThrow();
  }
}
