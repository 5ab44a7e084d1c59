package io.tierstream.order.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.order.application.ColumnMapping;
import io.tierstream.order.application.FindImport;
import io.tierstream.order.application.StageImport;
import io.tierstream.order.domain.Text;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The import of a shop's history. */
@Path(ImportResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Import")
public class ImportResource {

  static final String PATH = "/orders/import";

  private static final String CSV = "text/csv";
  private static final String GZIP = "application/gzip";

  private final StageImport stageImport;
  private final FindImport findImport;
  private final UploadedFiles files;
  private final String baseCurrency;

  ImportResource(
      StageImport stageImport,
      FindImport findImport,
      UploadedFiles files,
      @ConfigProperty(name = "tierstream.base-currency", defaultValue = "CNY")
          String baseCurrency) {
    this.stageImport = stageImport;
    this.findImport = findImport;
    this.files = files;
    this.baseCurrency = baseCurrency;
  }

  @POST
  @Consumes({CSV, GZIP, UploadedFiles.XLSX})
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
    return accept(body, encoding, map, currency, zone);
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
    if (file == null) {
      throw new InvalidInput("file", "notNull", "must be a part of the form");
    }
    try (var in = Files.newInputStream(file.uploadedFile())) {
      return accept(
          in,
          null,
          mapPart == null ? map : mapPart,
          currencyPart == null ? currency : currencyPart,
          zonePart == null ? zone : zonePart);
    }
  }

  @GET
  @Path("/{job}")
  @Operation(summary = "How far an import is")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = JobResponse.class)))
  @APIResponse(responseCode = "404", description = "No such import")
  public JobResponse job(@RestPath String job) {
    return findImport.find(job).map(JobResponse::of).orElseThrow(NotFoundException::new);
  }

  @GET
  @Path("/{job}/rejects")
  @Produces(CSV)
  @Operation(summary = "The rejected rows as CSV: line, field, reason")
  @APIResponse(responseCode = "200", description = "As far as they are known")
  @APIResponse(responseCode = "404", description = "No such import")
  public Response rejects(@RestPath String job) {
    var known = findImport.find(job).orElseThrow(NotFoundException::new).job().job();
    StreamingOutput csv =
        out -> {
          var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          findImport.writeRejects(known, writer);
          writer.flush();
        };
    return Response.ok(csv, CSV + ";charset=UTF-8").build();
  }

  private Response accept(
      InputStream body, String encoding, String map, String currency, String zone)
      throws IOException {
    var mapping = ColumnMapping.of(map);
    var unit = currency(currency == null ? baseCurrency : currency);
    var local = zone(zone);
    try (var file = files.open(body, encoding)) {
      var job = stageImport.stage(file, mapping, unit, local);
      return Response.accepted(Map.of("job", job)).location(URI.create(PATH + "/" + job)).build();
    }
  }

  private static Currency currency(String code) {
    return Text.currency(code)
        .orElseThrow(
            () ->
                new InvalidInput(
                    "currency", "currencyCode", "must be a currency of ISO 4217, such as CNY"));
  }

  private static ZoneId zone(String name) {
    if (name == null) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new InvalidInput("zone", "zone", "must be a time zone such as Europe/London");
    }
  }
}
