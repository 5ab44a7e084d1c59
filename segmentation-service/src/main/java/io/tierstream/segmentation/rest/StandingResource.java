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
import io.tierstream.segmentation.application.RecallStanding;
import io.tierstream.segmentation.persistence.RecordedTierChange;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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
@APIResponse(responseCode = "410", ref = "ErasedCustomer")
public class StandingResource {

  private static final String EFFECTIVE_AT = "effectiveAt";
  private static final String KNOWN_AT = "knownAt";

  private final FindStanding findStanding;
  private final RecallStanding recallStanding;
  private final FindHistory findHistory;
  private final Clock clock;
  private final ObjectReader tierChanges;

  StandingResource(
      FindStanding findStanding,
      RecallStanding recallStanding,
      FindHistory findHistory,
      Clock clock,
      ObjectMapper json) {
    this.findStanding = findStanding;
    this.recallStanding = recallStanding;
    this.findHistory = findHistory;
    this.clock = clock;
    this.tierChanges =
        json.readerFor(TierChangeResponse.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "A customer's current standing, or the one at an instant as known at another",
      description =
          "With effectiveAt, knownAt or both: the figures by the versions of facts that were"
              + " recorded by knownAt and are not dated later than effectiveAt, by the model in"
              + " force then; tier, belowSince, sequence, since and nextChangeAt as the last"
              + " assessment not later than effectiveAt that was recorded by knownAt left them.")
  @Parameter(
      name = EFFECTIVE_AT,
      in = ParameterIn.QUERY,
      description =
          "When the customer stood there; when absent, the instant at which it was known. No more"
              + " than five minutes ahead of the clock: what is to come is a projection",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = KNOWN_AT,
      in = ParameterIn.QUERY,
      description =
          "By what was recorded until then; now when absent. After the last commit of the"
              + " customer's partition it is that commit's instant, and the answer says so",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(responseCode = "200", description = "The standing")
  @APIResponse(responseCode = "422", description = "An instant that is yet to come")
  public StandingResponse standing(@RestPath @Parameter(ref = "id") String id, @Context UriInfo uri)
      throws SQLException {
    var parameters = RequestParameters.of(uri, EFFECTIVE_AT, KNOWN_AT);
    var customerId = parameters.id("id", id);
    var effectiveAt = PastInstants.cut(parameters.instant(EFFECTIVE_AT));
    var knownAt = PastInstants.cut(parameters.instant(KNOWN_AT));
    parameters.check();
    if (effectiveAt.isEmpty() && knownAt.isEmpty()) {
      return StandingResponse.of(findStanding.find(customerId), clock.instant());
    }
    new PastInstants(clock.instant()).add(EFFECTIVE_AT, effectiveAt).check();
    return StandingResponse.of(recallStanding.recall(customerId, effectiveAt, knownAt));
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
