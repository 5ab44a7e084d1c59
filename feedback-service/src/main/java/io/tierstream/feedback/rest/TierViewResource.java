package io.tierstream.feedback.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.events.views.ViewBuild;
import io.tierstream.events.views.ViewBuilder;
import io.tierstream.feedback.domain.SeenMerge;
import io.tierstream.feedback.domain.TierStanding;
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

/** Our own view of the customers' tiers, and of who has whose. */
@Path(TierViewResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Tiers")
public class TierViewResource {

  static final String PATH = "/feedback/tiers/rebuild";

  private final ViewBuilder builder;
  private final RebuildableView<TierStanding> view;
  private final RebuildableView<SeenMerge> merges;

  TierViewResource(
      ViewBuilder builder, RebuildableView<TierStanding> view, RebuildableView<SeenMerge> merges) {
    this.builder = builder;
    this.view = view;
    this.merges = merges;
  }

  @POST
  @Idempotent
  @Operation(
      summary = "Clears the view of tiers and builds it again",
      description =
          "from the topic that has everybody's, and who is merged into whom along with it; one that is"
              + " running goes on")
  @APIResponse(
      responseCode = "202",
      description = "It is running",
      content = @Content(schema = @Schema(implementation = ViewBuild.class)))
  public Response rebuild() {
    return Response.accepted(builder.rebuild(view).with(builder.rebuild(merges)))
        .location(URI.create(PATH))
        .build();
  }

  @GET
  @Operation(summary = "How far the view of tiers is built")
  @APIResponse(responseCode = "200", description = "As it is now")
  public ViewBuild get() {
    return builder.current(view).with(builder.current(merges));
  }
}
