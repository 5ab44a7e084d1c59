package io.tierstream.order.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.imports.AcceptImport;
import io.tierstream.imports.FindImport;
import io.tierstream.imports.ImportEndpoint;
import io.tierstream.imports.JobResponse;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Text;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The import of a shop's history. */
@Path(ImportResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Import")
public class ImportResource extends ImportEndpoint {

  static final String PATH = "/orders/import";

  private final String baseCurrency;

  ImportResource(
      AcceptImport acceptImport,
      FindImport findImport,
      @ConfigProperty(name = "tierstream.base-currency", defaultValue = "CNY")
          String baseCurrency) {
    super(acceptImport, findImport, PATH);
    this.baseCurrency = baseCurrency;
  }

  @POST
  @Consumes({CSV, GZIP, XLSX})
  @Operation(
      summary = "Imports a file of order lines",
      description =
          "CSV with a header, also gzipped (Content-Encoding: gzip), or XLSX; up to 2 GB. Answers as soon as all rows"
              + " are kept; the job then survives restarts.")
  @APIResponse(
      responseCode = "202",
      description = "All rows are kept",
      content = @Content(schema = @Schema(implementation = JobResponse.Accepted.class)))
  @APIResponse(responseCode = "400", description = "The file or a parameter can't be taken")
  public Response upload(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
      @Parameter(
              description =
                  "column=field,…; fields: orderId, customerId, sku, quantity, unitPrice, paidAt, and"
                      + " optionally category, channel; none when the columns are called so")
          @QueryParam("map")
          String map,
      @Parameter(description = "ISO 4217; none for the base currency") @QueryParam("currency")
          String currency,
      @Parameter(description = "of local times, such as Europe/London; none for UTC")
          @QueryParam("zone")
          String zone)
      throws IOException {
    return accept(body, encoding, map, zone, parameters(currency));
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(hidden = true)
  public Response upload(
      @RestForm("file") FileUpload file,
      @RestForm("map") String mapPart,
      @RestForm("currency") String currencyPart,
      @RestForm("zone") String zonePart,
      @QueryParam("map") String map,
      @QueryParam("currency") String currency,
      @QueryParam("zone") String zone)
      throws IOException {
    return accept(
        file,
        either(mapPart, map),
        either(zonePart, zone),
        parameters(either(currencyPart, currency)));
  }

  private Map<String, String> parameters(String currency) {
    var code = currency == null ? baseCurrency : currency;
    if (Text.currency(code).isEmpty()) {
      throw new InvalidInput(
          "currency", "currencyCode", "must be a currency of ISO 4217, such as CNY");
    }
    return Map.of("currency", code);
  }
}
