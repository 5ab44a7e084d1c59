package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.EntityTags;
import io.tierstream.rest.IdempotencyKeys;
import io.tierstream.rest.Idempotent;
import io.tierstream.rest.Page;
import io.tierstream.rest.Problem;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.DraftModel;
import io.tierstream.segmentation.application.FindModels;
import io.tierstream.segmentation.application.PublishModel;
import io.tierstream.segmentation.application.ReviseModel;
import io.tierstream.segmentation.application.UnknownModel;
import io.tierstream.segmentation.persistence.StoredModel;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The criteria by which customers are judged. */
@Path("/segmentation/models")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Models")
@APIResponse(responseCode = "400", ref = "InvalidInput")
public class ModelsResource {

  private final FindModels findModels;
  private final DraftModel draftModel;
  private final ReviseModel reviseModel;
  private final PublishModel publishModel;

  ModelsResource(
      FindModels findModels,
      DraftModel draftModel,
      ReviseModel reviseModel,
      PublishModel publishModel) {
    this.findModels = findModels;
    this.draftModel = draftModel;
    this.reviseModel = reviseModel;
    this.publishModel = publishModel;
  }

  @GET
  @Operation(summary = "All models, the newest first")
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<ModelResponse> list(@Context UriInfo uri) {
    var parameters = RequestParameters.of(uri, "limit", "after");
    var limit = parameters.limit();
    var before = parameters.number("after", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    parameters.check();
    return Page.of(
        findModels.list(before, limit + 1),
        limit,
        ModelResponse::of,
        model -> Integer.toString(model.draft().model().number()));
  }

  @POST
  @Idempotent
  @Operation(
      summary = "Drafts a model",
      description = "What is absent is as in the model in force.")
  @APIResponse(
      responseCode = "201",
      description = "Drafted",
      content = @Content(schema = @Schema(implementation = ModelResponse.class)))
  @APIResponse(responseCode = "422", description = "No model can be so: see violations")
  public Response draft(@Context UriInfo uri, @NotNull @Valid ModelRequest model) {
    RequestParameters.of(uri).check();
    var drafted = draftModel.draft(model::over);
    return tagged(
        Response.created(URI.create("/segmentation/models/" + drafted.draft().model().number())),
        drafted);
  }

  @GET
  @Path("/{number}")
  @Operation(summary = "One model")
  @APIResponse(
      responseCode = "200",
      description = "The model",
      content = @Content(schema = @Schema(implementation = ModelResponse.class)))
  @APIResponse(responseCode = "404", description = "No such model")
  public Response get(@RestPath String number, @Context UriInfo uri) {
    RequestParameters.of(uri).check();
    return tagged(Response.ok(), findModels.find(known(number)));
  }

  @PUT
  @Path("/{number}")
  @Operation(
      summary = "Writes a draft anew",
      description = "What is absent is as in the model in force.")
  @APIResponse(
      responseCode = "200",
      description = "The draft as it is now",
      content = @Content(schema = @Schema(implementation = ModelResponse.class)))
  @APIResponse(responseCode = "404", description = "No such model")
  @APIResponse(responseCode = "409", description = "It was published")
  @APIResponse(responseCode = "412", description = "Changed since the caller has seen it")
  @APIResponse(responseCode = "422", description = "No model can be so: see violations")
  public Response revise(
      @RestPath String number,
      @Parameter(description = "an ETag: only if it still is as it was then")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @Context UriInfo uri,
      @NotNull @Valid ModelRequest model) {
    RequestParameters.of(uri).check();
    return tagged(
        Response.ok(),
        reviseModel.revise(known(number), model::over, stored -> check(ifMatch, stored)));
  }

  @POST
  @Idempotent(timeoutSeconds = PublishModel.TIMEOUT_SECONDS)
  @Path("/{number}/publication")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Puts a draft in force",
      description =
          "From now on everybody is judged by it: whoever is not heard of is assessed in portions."
              + " Cut-offs that are to be fitted are, which takes a while with many customers; one"
              + " model at a time is published, meanwhile another is answered 503.")
  @Parameter(
      name = IdempotencyKeys.HEADER,
      in = ParameterIn.HEADER,
      description = "1 to 64 characters: a repetition is answered what the first was",
      schema = @Schema(type = SchemaType.STRING, maxLength = 64))
  @APIResponse(
      responseCode = "200",
      description = "The model in force",
      content = @Content(schema = @Schema(implementation = ModelResponse.class)))
  @APIResponse(responseCode = "404", description = "No such model")
  @APIResponse(responseCode = "409", description = "Published already, or nobody to fit it to")
  @APIResponse(responseCode = "412", description = "Changed since the caller has seen it")
  @APIResponse(responseCode = "422", description = "The key came with another request before")
  @APIResponse(responseCode = "503", ref = "TryLater")
  public Response publish(
      @RestPath String number,
      @Parameter(description = "an ETag: only if it still is as it was then")
          @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @Context UriInfo uri) {
    RequestParameters.of(uri).check();
    return tagged(
        Response.ok(), publishModel.publish(known(number), stored -> check(ifMatch, stored)));
  }

  private static void check(String ifMatch, StoredModel stored) {
    EntityTags.check(ifMatch, stored.rowVersion());
  }

  private static Response tagged(Response.ResponseBuilder response, StoredModel stored) {
    return response
        .entity(ModelResponse.of(stored))
        .tag(EntityTags.of(stored.rowVersion()))
        .build();
  }

  private static int known(String number) {
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw new UnknownModel(0);
    }
    return Integer.parseInt(number);
  }
}
