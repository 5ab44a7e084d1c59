package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.ProjectStanding;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What becomes of a customer. */
@Path("/segmentation/customers")
@Blocking
@Tag(name = "Segmentation")
@APIResponse(responseCode = "400", ref = "InvalidInput")
@APIResponse(responseCode = "404", ref = "UnknownCustomer")
@APIResponse(responseCode = "410", ref = "ErasedCustomer")
public class ProjectionResource {

  private final ProjectStanding projectStanding;

  ProjectionResource(ProjectStanding projectStanding) {
    this.projectStanding = projectStanding;
  }

  @GET
  @Path("/{id}/projection")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What comes next",
      description =
          "The dated changes if nothing happens; the least amount of one purchase, and the least"
              + " number of purchases of the customer's mean, that reach the next tier now or keep"
              + " this one.")
  @APIResponse(responseCode = "200", description = "The projection")
  public ProjectionResponse projection(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri);
    var customerId = parameters.id("id", id);
    parameters.check();
    return ProjectionResponse.of(projectStanding.project(customerId));
  }
}
