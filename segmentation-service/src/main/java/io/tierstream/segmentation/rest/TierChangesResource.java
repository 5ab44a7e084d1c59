package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.application.TierChangeFeed;
import io.tierstream.segmentation.application.TierChangeNews;
import io.tierstream.segmentation.application.UnusableResumePointException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** Tier changes as they happen, as server-sent events. */
@Path("/segmentation/tier-changes")
@Blocking
@Tag(name = "Segmentation")
public class TierChangesResource {

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String CUSTOMER_ID = "customerId";

  private final TierChangeFeed feed;

  TierChangesResource(TierChangeFeed feed) {
    this.feed = feed;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no") // proxies would hold events back
  @Operation(
      summary = "Tier changes, live",
      description =
          "Server-sent events tier-changed and tier-at-risk, with the payload of the topic as data."
              + " At least once and in order per customer: drop a tier-changed whose sequence isn't"
              + " above the last one seen. A reader that can't keep up is cut off and can resume.")
  @Parameter(
      name = CUSTOMER_ID,
      in = ParameterIn.QUERY,
      description = "Only this customer's",
      schema = @Schema(type = SchemaType.STRING, pattern = "[A-Za-z0-9._:-]{1,64}"))
  @Parameter(
      name = LAST_EVENT_ID,
      in = ParameterIn.HEADER,
      description = "The id of the last event seen: goes on after it. Absent: from now on",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "The stream; it ends when the service stops",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = TierChangeResponse.class)))
  @APIResponse(responseCode = "400", ref = "InvalidInput")
  @APIResponse(responseCode = "503", ref = "TryLater")
  public Multi<OutboundSseEvent> follow(
      @Context UriInfo uri, @Context HttpHeaders headers, @Context Sse sse) {
    var parameters = RequestParameters.of(uri, CUSTOMER_ID);
    var customerId = parameters.id(CUSTOMER_ID);
    var after = resumePoint(headers, parameters);
    parameters.check();
    return Multi.createFrom()
        .publisher(open(customerId.orElse(null), after.orElse(null)))
        .map(news -> event(sse, news));
  }

  /** Whoever only asks for the headers follows nothing, and isn't left waiting. */
  @HEAD
  @Operation(hidden = true)
  public Response head() {
    return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
  }

  private Optional<ResumePoint> resumePoint(HttpHeaders headers, RequestParameters parameters) {
    var given = headers.getRequestHeader(LAST_EVENT_ID);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var point = given.size() == 1 ? feed.resumePoint(given.get(0)) : Optional.<ResumePoint>empty();
    if (point.isEmpty()) {
      parameters.refuse(LAST_EVENT_ID, "cursor", "must be the id of one event of this stream");
    }
    return point;
  }

  private Flow.Publisher<TierChangeNews> open(String customerId, ResumePoint after) {
    try {
      return feed.open(customerId, after);
    } catch (UnusableResumePointException e) {
      throw new InvalidInput(LAST_EVENT_ID, "gone", e.getMessage());
    }
  }

  private static OutboundSseEvent event(Sse sse, TierChangeNews news) {
    var event = sse.newEventBuilder();
    if (news.after() != null) {
      event.id(news.after().toText());
    }
    return switch (news.kind()) {
      case CHANGED -> event.name("tier-changed").data(news.event()).build();
      case AT_RISK -> event.name("tier-at-risk").data(news.event()).build();
      case QUIET -> event.comment("keep-alive").build();
    };
  }
}
