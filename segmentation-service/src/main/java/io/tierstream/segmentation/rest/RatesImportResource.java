package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.imports.AcceptImport;
import io.tierstream.imports.FindImport;
import io.tierstream.imports.ImportEndpoint;
import io.tierstream.imports.JobResponse;
import io.tierstream.rest.Problem;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Rates by file. */
@Path(RatesImportResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Rates")
public class RatesImportResource extends ImportEndpoint {

  static final String PATH = "/segmentation/rates/import";

  RatesImportResource(AcceptImport acceptImport, FindImport findImport) {
    super(acceptImport, findImport, PATH);
  }

  @POST
  @Consumes({CSV, GZIP, XLSX})
  @Operation(
      summary = "Sets the rates of a file",
      description =
          "CSV with a header, also gzipped (Content-Encoding: gzip), or XLSX; up to 2 GB. Each row"
              + " is a currency, a UTC day and what one unit is worth in the base currency then."
              + " Answers as soon as all rows are kept; the job then survives restarts. A rate that"
              + " is known is unchanged; where another is known the row is rejected. Orders that"
              + " waited for a rate are counted.")
  @APIResponse(
      responseCode = "202",
      description = "All rows are kept",
      content = @Content(schema = @Schema(implementation = JobResponse.Accepted.class)))
  @APIResponse(responseCode = "400", ref = "InvalidInput")
  public Response upload(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
      @Parameter(
              description =
                  "column=field,…; fields: currency, day, rate; none when the columns are called"
                      + " so")
          @QueryParam("map")
          String map)
      throws IOException {
    return accept(body, encoding, map, null, Map.of());
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(hidden = true)
  public Response upload(
      @RestForm("file") FileUpload file,
      @RestForm("map") String mapPart,
      @QueryParam("map") String map)
      throws IOException {
    return accept(file, either(mapPart, map), null, Map.of());
  }
}
