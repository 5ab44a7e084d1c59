package io.tierstream.customer.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.imports.AcceptImport;
import io.tierstream.imports.FindImport;
import io.tierstream.imports.ImportEndpoint;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Customers from a file. */
@Path("/customers/import")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Tag(name = "Import")
public class ImportResource extends ImportEndpoint {

  ImportResource(AcceptImport accept, FindImport find) {
    super(accept, find, "/customers/import");
  }

  @POST
  @Consumes({CSV, GZIP, XLSX})
  @Operation(summary = "Takes in a file of customers: CSV, also gzip, or XLSX")
  @APIResponse(responseCode = "202", description = "Kept; the job says how far it is")
  public Response upload(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
      @QueryParam("map") String map,
      @QueryParam("zone") String zone)
      throws IOException {
    return accept(body, encoding, map, zone, Map.of());
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(hidden = true)
  public Response upload(
      @RestForm("file") FileUpload file,
      @RestForm("map") String mapPart,
      @RestForm("zone") String zonePart,
      @QueryParam("map") String map,
      @QueryParam("zone") String zone)
      throws IOException {
    return accept(file, either(mapPart, map), either(zonePart, zone), Map.of());
  }
}
