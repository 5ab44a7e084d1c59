package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindDistribution;
import io.tierstream.segmentation.persistence.Attribute;
import io.tierstream.segmentation.persistence.Grouping;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
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
      schema =
          @Schema(
              enumeration = {
                "tier",
                "segment",
                "lifecycle",
                "attributes.region",
                "attributes.city",
                "attributes.cityTier",
                "attributes.birthYear",
                "attributes.gender",
                "attributes.industry",
                "attributes.channel",
                "attributes.preferences",
                "attributes.tags"
              }))
  @APIResponse(
      responseCode = "200",
      description = "The distribution now",
      content = @Content(schema = @Schema(implementation = DistributionResponse.class)))
  @APIResponse(responseCode = "400", ref = "InvalidInput")
  public DistributionResponse distribution(@Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, "by");
    parameters.require("by");
    var by = parameters.oneOf("by", MembersQuery.names());
    parameters.check();
    return DistributionResponse.of(by.orElseThrow(), distribution(by.orElseThrow()));
  }

  private FindDistribution.Distribution distribution(String by) throws SQLException {
    for (var attribute : Attribute.values()) {
      if (MembersQuery.name(attribute).equals(by)) {
        return findDistribution.find(attribute);
      }
    }
    return findDistribution.find(
        Arrays.stream(Grouping.values())
            .filter(grouping -> grouping.property().equals(by))
            .findFirst()
            .orElseThrow());
  }
}
