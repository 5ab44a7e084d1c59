package io.tierstream.segmentation.rest;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.rest.RequestParameters;
import io.tierstream.segmentation.application.FindMigration;
import io.tierstream.segmentation.persistence.Grouping;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who moved from which group to which between two instants. */
@Path("/segmentation/migration")
@Blocking
@Tag(name = "Segmentation")
public class MigrationResource {

  private static final String BY = "by";
  private static final String FROM = "from";
  private static final String TO = "to";

  private final FindMigration findMigration;
  private final Clock clock;

  /** Of those that assess everybody. */
  private final Semaphore running = new Semaphore(1);

  MigrationResource(FindMigration findMigration, Clock clock) {
    this.findMigration = findMigration;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Who moved from where to where between two instants, as known now",
      description =
          "Customers by their group at from and at to, the group that they stayed in included;"
              + " groups in the order of a distribution, empty ones too, and last, as null, those"
              + " who were in none. Who was in none at both isn't counted. By tier it is read from"
              + " the tier changes; by segment or lifecycle everybody is assessed at both instants,"
              + " which takes its time and is done for one at a time.")
  @Parameter(
      name = FROM,
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = TO,
      in = ParameterIn.QUERY,
      required = true,
      description = "Not before from",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = BY,
      in = ParameterIn.QUERY,
      schema =
          @Schema(
              enumeration = {"tier", "segment", "lifecycle"},
              defaultValue = "tier"))
  @APIResponse(
      responseCode = "200",
      description = "The migration",
      content = @Content(schema = @Schema(implementation = MigrationResponse.class)))
  @APIResponse(responseCode = "400", ref = "InvalidInput")
  @APIResponse(responseCode = "422", description = "An instant that is yet to come")
  @APIResponse(responseCode = "503", ref = "TryLater")
  public MigrationResponse migration(@Context UriInfo uri) throws SQLException {
    var parameters = RequestParameters.of(uri, FROM, TO, BY);
    parameters.require(FROM);
    parameters.require(TO);
    var from = PastInstants.cut(parameters.instant(FROM));
    var to = PastInstants.cut(parameters.instant(TO));
    var by = parameters.oneOf(BY, Stream.of(Grouping.values()).map(Grouping::property).toList());
    if (from.isPresent() && to.filter(from.get()::isAfter).isPresent()) {
      parameters.refuse(TO, "notBefore", "must not be before from");
    }
    parameters.check();
    new PastInstants(clock.instant()).add(FROM, from).add(TO, to).check();
    var grouping =
        Stream.of(Grouping.values())
            .filter(one -> one.property().equals(by.orElse(Grouping.TIER.property())))
            .findFirst()
            .orElseThrow();
    return MigrationResponse.of(
        grouping.property(),
        from.orElseThrow(),
        to.orElseThrow(),
        find(grouping, from.orElseThrow(), to.orElseThrow()));
  }

  private FindMigration.Migration find(Grouping by, Instant from, Instant to) throws SQLException {
    if (by == Grouping.TIER) {
      return findMigration.find(by, from, to);
    }
    if (!running.tryAcquire()) {
      throw new TooManyMigrations();
    }
    try {
      return findMigration.find(by, from, to);
    } finally {
      running.release();
    }
  }
}
