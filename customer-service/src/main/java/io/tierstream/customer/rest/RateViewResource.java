package io.tierstream.customer.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.customer.domain.DatedRate;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.events.views.ViewBuild;
import io.tierstream.events.views.ViewBuilder;
import io.tierstream.rest.Idempotent;
import io.tierstream.rest.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Our own view of what currencies are worth. */
@Path(RateViewResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Rates")
public class RateViewResource {

  static final String PATH = "/customers/rates/rebuild";

  private final ViewBuilder builder;
  private final RebuildableView<DatedRate> view;

  RateViewResource(ViewBuilder builder, RebuildableView<DatedRate> view) {
    this.builder = builder;
    this.view = view;
  }

  @POST
  @Idempotent
  @Operation(
      summary = "Builds the view of rates again",
      description =
          "from the topic that has all of them; purchases that count otherwise are counted again; a build that is running goes on")
  @APIResponse(
      responseCode = "202",
      description = "It is running",
      content = @Content(schema = @Schema(implementation = ViewBuild.class)))
  public Response rebuild() {
    return Response.accepted(builder.rebuild(view)).location(URI.create(PATH)).build();
  }

  @GET
  @Operation(summary = "How far the view of rates is built")
  @APIResponse(responseCode = "200", description = "As it is now")
  public ViewBuild get() {
    return builder.current(view);
  }
}
