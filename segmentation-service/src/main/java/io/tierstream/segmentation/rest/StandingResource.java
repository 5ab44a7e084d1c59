package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindHistory;
import io.tierstream.segmentation.application.FindStanding;
import io.tierstream.segmentation.persistence.RecordedTierChange;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where one customer stands, and how it came to that. */
@Path("/segmentation/customers")
@Blocking
@Tag(name = "Segmentation")
@APIResponse(responseCode = "400", ref = "InvalidInput")
@APIResponse(responseCode = "404", ref = "UnknownCustomer")
public class StandingResource {

  private final FindStanding findStanding;
  private final FindHistory findHistory;
  private final Clock clock;
  private final ObjectReader tierChanges;

  StandingResource(
      FindStanding findStanding, FindHistory findHistory, Clock clock, ObjectMapper json) {
    this.findStanding = findStanding;
    this.findHistory = findHistory;
    this.clock = clock;
    this.tierChanges =
        json.readerFor(TierChangeResponse.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "A customer's current standing")
  @APIResponse(responseCode = "200", description = "The standing")
  public StandingResponse standing(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) {
    var parameters = RequestParameters.of(uri);
    var customerId = parameters.id("id", id);
    parameters.check();
    return StandingResponse.of(findStanding.find(customerId), clock.instant());
  }

  @GET
  @Path("/{id}/history")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "A customer's tier changes with their evidence",
      description = "Newest first; empty for a customer that never had a tier.")
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<TierChangeResponse> history(
      @RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) {
    var parameters = RequestParameters.of(uri, "limit", "after");
    var customerId = parameters.id("id", id);
    var limit = parameters.limit();
    var before =
        parameters.parsed(
            "after",
            RequestParameters::wholeNumber,
            "cursor",
            "must be what an answer called next");
    parameters.check();
    return Page.of(
        findHistory.find(customerId, before.orElse(Long.MAX_VALUE), limit + 1),
        limit,
        this::tierChange,
        change -> Long.toString(change.sequence()));
  }

  private TierChangeResponse tierChange(RecordedTierChange change) {
    try {
      return tierChanges.readValue(change.event());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tier change that was written can't be read", e);
    }
  }
}
