package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.Page;
import io.tierstream.rest.Problem;
import io.tierstream.rest.RequestParameters;
import io.tierstream.rest.Text;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.application.FindRates;
import io.tierstream.segmentation.application.SetRate;
import io.tierstream.segmentation.domain.RateRules;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What currencies are worth in the base currency, day by day. */
@Path("/segmentation/rates/{currency}")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Rates")
@APIResponse(responseCode = "400", ref = "InvalidInput")
public class RatesResource {

  private final SetRate setRate;
  private final FindRates findRates;
  private final String baseCurrency;

  RatesResource(SetRate setRate, FindRates findRates, SegmentationSettings settings) {
    this.setRate = setRate;
    this.findRates = findRates;
    this.baseCurrency = settings.baseCurrency();
  }

  /** What one unit is worth. */
  @Schema(name = "NewRate")
  public record RateRequest(
      @NotNull @Schema(examples = "7.8125", description = "above zero, up to 12 decimals")
          BigDecimal rate) {}

  /** A rate. */
  @Schema(name = "Rate")
  public record RateResponse(String currency, String base, LocalDate day, String rate) {}

  @PUT
  @Path("/{day}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Sets the rate of a UTC day",
      description =
          "What one unit of the currency is worth in the base currency. Once set it stays. Orders"
              + " that waited for it are counted now.")
  @APIResponse(
      responseCode = "201",
      description = "Set",
      content = @Content(schema = @Schema(implementation = RateResponse.class)))
  @APIResponse(
      responseCode = "200",
      description = "It was set before, to this value",
      content = @Content(schema = @Schema(implementation = RateResponse.class)))
  @APIResponse(responseCode = "409", description = "It was set before, to another value")
  public Response set(
      @RestPath String currency,
      @RestPath String day,
      @Context UriInfo uri,
      @NotNull @Valid RateRequest rate) {
    var parameters = RequestParameters.of(uri);
    check(currency, parameters);
    var date = day(day);
    if (date.isEmpty()) {
      parameters.refuse("day", "date", "must be a day such as 2026-01-31, from 1900 to 9999");
    }
    if (!RateRules.isRate(rate.rate())) {
      parameters.refuse(
          "rate", "positive", "must be above zero, with up to 12 digits and 12 decimals");
    }
    parameters.check();
    var isNew = setRate.set(currency, date.get(), rate.rate());
    return Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
        .entity(response(currency, date.get(), rate.rate()))
        .build();
  }

  @GET
  @Operation(summary = "The rates of a currency, the latest day first")
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<RateResponse> list(@RestPath String currency, @Context UriInfo uri) {
    var parameters = RequestParameters.of(uri, "limit", "after");
    var limit = parameters.limit();
    var before =
        parameters.parsed(
            "after", RatesResource::day, "cursor", "must be what an answer called next");
    check(currency, parameters);
    parameters.check();
    return Page.of(
        findRates.list(currency, before.orElse(RateRules.LAST_DAY.plusDays(1)), limit + 1),
        limit,
        rate -> response(rate.currency(), rate.day(), rate.rate()),
        rate -> rate.day().toString());
  }

  private void check(String currency, RequestParameters parameters) {
    if (Text.currency(currency).isEmpty()) {
      parameters.refuse("currency", "currency", "must be a currency of ISO 4217, such as EUR");
    } else if (currency.equals(baseCurrency)) {
      parameters.refuse("currency", "notBase", "must not be the base currency " + baseCurrency);
    }
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text)).filter(RateRules::isDay);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private RateResponse response(String currency, LocalDate day, BigDecimal rate) {
    return new RateResponse(currency, baseCurrency, day, rate.stripTrailingZeros().toPlainString());
  }
}
