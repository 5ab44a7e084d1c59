package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.EntityTags;
import io.tierstream.rest.InstantReader;
import io.tierstream.rest.Printable;
import io.tierstream.rest.Problem;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindPin;
import io.tierstream.segmentation.application.PinTier;
import io.tierstream.segmentation.application.UnpinTier;
import io.tierstream.segmentation.persistence.RecordedPin;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** An operator's override of a customer's tier. */
@Path("/segmentation/customers/{id}/pin")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Segmentation")
@APIResponse(responseCode = "400", ref = "InvalidInput")
@APIResponse(responseCode = "410", ref = "ErasedCustomer")
public class PinResource {

  private final PinTier pinTier;
  private final UnpinTier unpinTier;
  private final FindPin findPin;

  PinResource(PinTier pinTier, UnpinTier unpinTier, FindPin findPin) {
    this.pinTier = pinTier;
    this.unpinTier = unpinTier;
    this.findPin = findPin;
  }

  /** What is asked for. */
  @Schema(name = "NewPin")
  public record PinRequest(
      @NotNull @Size(min = 1, max = 64) @Schema(description = "of the model in force") String tier,
      @NotNull
          @JsonDeserialize(using = InstantReader.class)
          @Schema(description = "when it ends by itself; in the future, at most 36500 days ahead")
          Instant until,
      @NotNull @Printable @Size(max = 500) @Schema(description = "stays in this service's database")
          String reason) {}

  /** A pin. */
  @Schema(name = "Pin")
  public record PinResponse(
      String customerId, String tier, Instant until, String reason, Instant setAt) {

    static PinResponse of(RecordedPin pin) {
      return new PinResponse(
          pin.customerId(), pin.tier(), pin.until(), pin.reason(), pin.recordedAt());
    }
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Pins the tier until an instant",
      description = "In force as soon as the owner of the customer's partition hears of it.")
  @APIResponse(
      responseCode = "202",
      description = "On its way",
      content = @Content(schema = @Schema(implementation = PinResponse.class)))
  @APIResponse(
      responseCode = "409",
      description = "The customer was merged into another, whom the detail names")
  @APIResponse(responseCode = "404", ref = "UnknownCustomer")
  @APIResponse(
      responseCode = "412",
      description = "Changed since the caller has seen it, or not in force any more")
  @APIResponse(
      responseCode = "422",
      description = "No such tier, or an instant that has passed or is too far ahead")
  public Response pin(
      @RestPath @Parameter(ref = "id") String id,
      @Context UriInfo uri,
      @Parameter(description = "an ETag: only if it still is as it was then")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @NotNull @Valid PinRequest pin) {
    var until = pin.until().truncatedTo(ChronoUnit.MICROS);
    return tagged(
        Response.accepted(),
        pinTier.pin(
            customerId(id, uri), pin.tier(), until, pin.reason(), last -> check(ifMatch, last)));
  }

  @GET
  @Operation(summary = "The pin in force, with its reason")
  @APIResponse(
      responseCode = "200",
      description = "The pin",
      content = @Content(schema = @Schema(implementation = PinResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "Nothing was ever heard of the customer, or it has no pin in force",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  public Response get(@RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) {
    return tagged(Response.ok(), findPin.find(customerId(id, uri)));
  }

  @DELETE
  @Operation(summary = "Takes the pin away before its end")
  @APIResponse(responseCode = "202", description = "On its way")
  @APIResponse(
      responseCode = "404",
      description = "Nothing was ever heard of the customer, or it has no pin in force",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @APIResponse(responseCode = "412", description = "Changed since the caller has seen it")
  public Response unpin(
      @RestPath @Parameter(ref = "id") String id,
      @Context UriInfo uri,
      @Parameter(description = "an ETag: only if it still is as it was then")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    unpinTier.unpin(customerId(id, uri), last -> check(ifMatch, Optional.of(last)));
    return Response.accepted().build();
  }

  private static void check(String ifMatch, Optional<RecordedPin> last) {
    last.ifPresentOrElse(
        pin -> EntityTags.check(ifMatch, pin.version()), () -> EntityTags.checkAbsent(ifMatch));
  }

  private static Response tagged(Response.ResponseBuilder response, RecordedPin pin) {
    return response.entity(PinResponse.of(pin)).tag(EntityTags.of(pin.version())).build();
  }

  private static String customerId(String id, UriInfo uri) {
    var parameters = RequestParameters.of(uri);
    var customerId = parameters.id("id", id);
    parameters.check();
    return customerId;
  }
}
