package io.tierstream.imports;

import io.tierstream.rest.Download;
import io.tierstream.rest.IdempotentAnswer;
import io.tierstream.rest.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/**
 * What the imports of all services have in common; a service's resource adds the path and its two
 * uploads, which call {@link #accept}.
 */
public abstract class ImportEndpoint {

  /** Media types of uploads. */
  protected static final String CSV = "text/csv";

  protected static final String GZIP = "application/gzip";
  protected static final String XLSX = UploadedFiles.XLSX;

  private final AcceptImport acceptImport;
  private final FindImport findImport;
  private final String path;

  /**
   * @param path of the resource, such as {@code /orders/import}
   */
  protected ImportEndpoint(AcceptImport acceptImport, FindImport findImport, String path) {
    this.acceptImport = acceptImport;
    this.findImport = findImport;
    this.path = path;
  }

  @GET
  @Path("/{job}")
  @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
  @Operation(summary = "How far an import is")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = JobResponse.class)))
  @APIResponse(responseCode = "404", description = "No such import")
  public JobResponse job(@RestPath String job) {
    return findImport.find(job).orElseThrow(NotFoundException::new);
  }

  @GET
  @Path("/{job}/rejects")
  @Produces(CSV)
  @Operation(summary = "The rejected rows as CSV: line, field, reason")
  @APIResponse(responseCode = "200", description = "As far as they are known")
  @APIResponse(responseCode = "404", description = "No such import")
  public Response rejects(@RestPath String job, @Context HttpServerRequest request) {
    var known = findImport.find(job).orElseThrow(NotFoundException::new).job();
    var csv = Download.of(request, new RejectsCsv(findImport, known));
    return Response.ok(csv, CSV + ";charset=UTF-8").build();
  }

  /**
   * Takes in a body.
   *
   * @param encoding the Content-Encoding, null for none
   * @param map {@code column=field,…}; null for columns that are called what they are
   * @param zone of local times; null for UTC
   * @param parameters what the job shall know beyond the columns
   */
  protected Response accept(
      InputStream body, String encoding, String map, String zone, Map<String, String> parameters)
      throws FileTooLarge {
    var accepted = acceptImport.accept(body, encoding, map, zone, parameters);
    return accepted.first().map(IdempotentAnswer::replayed).orElseGet(() -> answer(accepted.job()));
  }

  private Response answer(String job) {
    return Response.accepted(new JobResponse.Accepted(job))
        .location(URI.create(path + "/" + job))
        .build();
  }

  /** Takes in the part {@code file} of a form, null when there is none; else as above. */
  protected Response accept(
      FileUpload file, String map, String zone, Map<String, String> parameters) throws IOException {
    if (file == null) {
      throw new UnreadableFile("file", "notNull", "must be a part of the form");
    }
    try (var in = Files.newInputStream(file.uploadedFile())) {
      return accept(in, null, map, zone, parameters);
    }
  }

  /** What the form says, else what the query says. */
  protected static String either(String form, String query) {
    return form == null ? query : form;
  }
}
