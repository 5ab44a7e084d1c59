package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.InstantReader;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Printable;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
@APIResponse(responseCode = "404", ref = "UnknownCustomer")
@APIResponse(responseCode = "410", ref = "ErasedCustomer")
public class PinResource {

  /** As far as a calendar goes that everybody can write. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final PinTier pinTier;
  private final UnpinTier unpinTier;
  private final FindPin findPin;
  private final Clock clock;

  PinResource(PinTier pinTier, UnpinTier unpinTier, FindPin findPin, Clock clock) {
    this.pinTier = pinTier;
    this.unpinTier = unpinTier;
    this.findPin = findPin;
    this.clock = clock;
  }

  /** What is asked for. */
  @Schema(name = "NewPin")
  public record PinRequest(
      @NotNull @Size(min = 1, max = 64) @Schema(description = "of the model in force") String tier,
      @NotNull
          @JsonDeserialize(using = InstantReader.class)
          @Schema(description = "when it ends by itself; in the future")
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
  @APIResponse(responseCode = "422", description = "No such tier, or an instant that has passed")
  public Response pin(
      @RestPath @Parameter(ref = "id") String id,
      @Context UriInfo uri,
      @NotNull @Valid PinRequest pin) {
    var customerId = customerId(id, uri);
    var until = pin.until().truncatedTo(ChronoUnit.MICROS);
    if (!until.isAfter(clock.instant()) || until.isAfter(LATEST)) {
      throw new InvalidInput(
          422, List.of(new Violation("until", "future", "must be in the future, before 10000")));
    }
    return Response.accepted(
            PinResponse.of(pinTier.pin(customerId, pin.tier(), until, pin.reason())))
        .build();
  }

  @GET
  @Operation(summary = "The pin in force, with its reason")
  @APIResponse(responseCode = "200", description = "The pin")
  public PinResponse get(@RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) {
    return PinResponse.of(findPin.find(customerId(id, uri)));
  }

  @DELETE
  @Operation(summary = "Takes the pin away before its end")
  @APIResponse(responseCode = "202", description = "On its way")
  public Response unpin(@RestPath @Parameter(ref = "id") String id, @Context UriInfo uri) {
    unpinTier.unpin(customerId(id, uri));
    return Response.accepted().build();
  }

  private static String customerId(String id, UriInfo uri) {
    var parameters = RequestParameters.of(uri);
    var customerId = parameters.id("id", id);
    parameters.check();
    return customerId;
  }
}
