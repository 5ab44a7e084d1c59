package io.tierstream.feedback.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.feedback.application.FindFeedback;
import io.tierstream.feedback.application.ListFeedback;
import io.tierstream.feedback.application.ReceiveFeedback;
import io.tierstream.feedback.application.ResolveComplaint;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.ReservedIds;
import io.tierstream.feedback.domain.UnknownFeedback;
import io.tierstream.feedback.rest.FeedbackRequests.Reception;
import io.tierstream.feedback.rest.FeedbackRequests.Resolution;
import io.tierstream.rest.EntityTags;
import io.tierstream.rest.Idempotent;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Page;
import io.tierstream.rest.Problem;
import io.tierstream.rest.RequestIdentity;
import io.tierstream.rest.Text;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What customers say, and the complaints among it until they are resolved. */
@Path("/feedback")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Feedback")
@APIResponse(
    responseCode = "400",
    description = "The request breaks a rule: see violations",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class FeedbackResource {

  private final ReceiveFeedback receiveFeedback;
  private final ResolveComplaint resolveComplaint;
  private final FindFeedback findFeedback;
  private final ListFeedback listFeedback;
  private final RequestIdentity request;

  FeedbackResource(
      ReceiveFeedback receiveFeedback,
      ResolveComplaint resolveComplaint,
      FindFeedback findFeedback,
      ListFeedback listFeedback,
      RequestIdentity request) {
    this.receiveFeedback = receiveFeedback;
    this.resolveComplaint = resolveComplaint;
    this.findFeedback = findFeedback;
    this.listFeedback = listFeedback;
    this.request = request;
  }

  @POST
  @Idempotent
  @Operation(
      summary = "Takes feedback",
      description = "A complaint gets its priority and due time from its customer's tier")
  @APIResponse(
      responseCode = "201",
      description = "Taken",
      content = @Content(schema = @Schema(implementation = FeedbackResponse.class)))
  @APIResponse(responseCode = "409", description = "The id is taken, or the customer is erased")
  @APIResponse(responseCode = "422", description = "An instant that isn't accepted")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the customer is erased since")
  public Response receive(@NotNull @Valid Reception feedback) {
    if (feedback.feedbackId() != null && ReservedIds.ALL.contains(feedback.feedbackId())) {
      throw new InvalidInput("feedbackId", "reserved", "can't be " + feedback.feedbackId());
    }
    var received = receiveFeedback.receive(feedback.toNewFeedback());
    return tagged(Response.created(URI.create("/feedback/" + received.feedbackId())), received);
  }

  @POST
  @Idempotent
  @Path("/{id}/resolution")
  @Operation(summary = "Resolves an open complaint")
  @APIResponse(
      responseCode = "200",
      description = "Resolved",
      content = @Content(schema = @Schema(implementation = FeedbackResponse.class)))
  @APIResponse(responseCode = "404", description = "No such feedback")
  @APIResponse(responseCode = "409", description = "Not an open complaint")
  @APIResponse(responseCode = "412", description = "Changed since the caller has seen it")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, and the customer is erased since")
  public Response resolve(
      @RestPath String id,
      @Parameter(description = "an ETag: only if it still is as it was then")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @Valid Resolution resolution) {
    var resolved =
        resolveComplaint.resolve(
            known(id),
            resolution == null ? null : resolution.rating(),
            resolution == null ? null : resolution.note(),
            complaint -> {
              request.about(complaint.customerId());
              EntityTags.check(ifMatch, complaint.revision());
            });
    return tagged(Response.ok(), resolved);
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One piece of feedback")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = FeedbackResponse.class)))
  @APIResponse(responseCode = "404", description = "No such feedback")
  public Response get(@RestPath String id) {
    return tagged(Response.ok(), findFeedback.find(known(id)));
  }

  @GET
  @Operation(summary = "Feedback, newest first, or complaints as they are due")
  @APIResponse(responseCode = "200", description = "A page")
  @Parameter(name = "customerId", in = ParameterIn.QUERY)
  @Parameter(name = "kind", in = ParameterIn.QUERY)
  @Parameter(name = "status", in = ParameterIn.QUERY)
  @Parameter(name = "priority", in = ParameterIn.QUERY)
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "-occurredAt (newest first, unless asked), occurredAt, dueAt (complaints only), -dueAt")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500, 50 unless asked")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "what the last page called next")
  public Page<FeedbackResponse> list(@Context UriInfo uri) {
    var query = ListQuery.of(uri);
    return query.page(listFeedback.list(query.filter()));
  }

  private static Response tagged(Response.ResponseBuilder response, Feedback feedback) {
    return response
        .entity(FeedbackResponse.of(feedback))
        .tag(EntityTags.of(feedback.revision()))
        .build();
  }

  private static String known(String id) {
    if (!Text.isId(id)) {
      throw new UnknownFeedback();
    }
    return id;
  }
}
