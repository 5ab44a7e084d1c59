package io.tierstream.imports;

import io.smallrye.common.annotation.Blocking;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Where reviews are uploaded. */
@Path("/reviews/import")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class ReviewsResource extends ImportEndpoint {

  ReviewsResource(AcceptImport accept, FindImport find) {
    super(accept, find, "/reviews/import");
  }

  @POST
  @Consumes({CSV, GZIP, XLSX})
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
