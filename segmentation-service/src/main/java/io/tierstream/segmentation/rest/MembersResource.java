package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindMembers;
import io.tierstream.segmentation.application.GroupNames;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.time.Clock;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The members of tiers, segments and lifecycles: a page as JSON, or all of them as CSV. */
@Path("/segmentation/customers")
@Blocking
@Tag(name = "Segmentation")
@APIResponse(responseCode = "400", ref = "InvalidInput")
public class MembersResource {

  private final FindMembers findMembers;
  private final MembersDownload download;
  private final GroupNames names;
  private final Clock clock;

  MembersResource(
      FindMembers findMembers, MembersDownload download, GroupNames names, Clock clock) {
    this.findMembers = findMembers;
    this.download = download;
    this.names = names;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "The members of tiers, segments and lifecycles",
      description =
          "Ordered by sort; customers without that figure come last, equal ones by customerId in the"
              + " same direction. A moment behind the standings themselves. As text/csv, all of them"
              + " in one answer, without limit and after, as they stand.")
  @Parameter(
      name = "tier",
      in = ParameterIn.QUERY,
      description = "A tier's name, or none for customers without one",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "segment",
      in = ParameterIn.QUERY,
      description = "A segment's name, or none for customers without one",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "lifecycle",
      in = ParameterIn.QUERY,
      schema = @Schema(enumeration = {"PROSPECT", "NEW", "ACTIVE", "DORMANT", "CHURNED"}))
  @Parameter(
      name = "attributes.region",
      in = ParameterIn.QUERY,
      description = "Exactly this region",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.city",
      in = ParameterIn.QUERY,
      description = "Exactly this city",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.cityTier",
      in = ParameterIn.QUERY,
      description = "The class of the city, 1 the largest",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "attributes.birthYear",
      in = ParameterIn.QUERY,
      description = "Born in this year",
      schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(
      name = "attributes.gender",
      in = ParameterIn.QUERY,
      description = "Exactly this gender",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.industry",
      in = ParameterIn.QUERY,
      description = "Exactly this trade",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.channel",
      in = ParameterIn.QUERY,
      description = "Came by this channel",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.preferences",
      in = ParameterIn.QUERY,
      description = "Has this one among the preferences",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "attributes.tags",
      in = ParameterIn.QUERY,
      description = "Has this tag",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "With - in front for descending",
      schema =
          @Schema(
              enumeration = {
                "customerId",
                "-customerId",
                "composite",
                "-composite",
                "monetary",
                "-monetary",
                "since",
                "-since",
                "nextChangeAt",
                "-nextChangeAt"
              },
              defaultValue = "customerId"))
  @Parameter(ref = "limit")
  @Parameter(ref = "after")
  @APIResponse(
      responseCode = "200",
      description =
          "A page; or every member as RFC 4180 in UTF-8 with a header line, missing values empty",
      content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "PageStanding")),
        @Content(mediaType = MembersCsv.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public Page<StandingResponse> members(@Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, known("sort", "limit", "after"));
    var query = new MembersQuery(parameters, names);
    var filter = query.filter();
    var order = query.order();
    var limit = parameters.limit();
    var after = MemberCursor.read(order, parameters);
    parameters.check();
    var now = clock.instant();
    return Page.of(
        findMembers.find(filter, order, after.orElse(null), limit + 1),
        limit,
        member -> StandingResponse.of(member, now),
        last -> MemberCursor.write(order, order.positionOf(last)));
  }

  @GET
  @Produces(MembersCsv.MEDIA_TYPE + ";qs=0.5") // for those who ask for it, not for */*
  @Operation(hidden = true) // described with the page: one path, two media types
  public Response export(@Context UriInfo uri, @Context HttpServerRequest request) {
    var parameters = RequestParameters.of(uri, known("sort"));
    var query = new MembersQuery(parameters, names);
    var filter = query.filter();
    var order = query.order();
    parameters.check();
    return Response.ok(
            download.of(filter, order, request), MembersCsv.MEDIA_TYPE + ";charset=UTF-8")
        .build();
  }

  /** What a request may say: filters, and {@code more}. */
  private static String[] known(String... more) {
    return Stream.concat(MembersQuery.names().stream(), Stream.of(more)).toArray(String[]::new);
  }
}
