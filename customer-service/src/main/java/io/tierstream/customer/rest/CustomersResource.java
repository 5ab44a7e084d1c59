package io.tierstream.customer.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.tierstream.customer.application.ChangeCustomer;
import io.tierstream.customer.application.EraseCustomer;
import io.tierstream.customer.application.FindCustomer;
import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.application.ListCustomers;
import io.tierstream.customer.application.MergeCustomer;
import io.tierstream.customer.application.RegisterCustomer;
import io.tierstream.customer.application.SpendConfig;
import io.tierstream.customer.application.UnmergeCustomer;
import io.tierstream.customer.domain.BrokenRule;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.domain.ProfileRules;
import io.tierstream.customer.domain.ReservedIds;
import io.tierstream.customer.domain.Text;
import io.tierstream.customer.rest.CustomerRequests.Details;
import io.tierstream.customer.rest.CustomerRequests.Merge;
import io.tierstream.customer.rest.CustomerRequests.Registration;
import io.tierstream.customer.rest.CustomerRequests.Unmerge;
import io.tierstream.rest.EntityTags;
import io.tierstream.rest.Id;
import io.tierstream.rest.Idempotent;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Page;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import io.tierstream.rest.RequestIdentity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.function.LongConsumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Customers and the table to manage them by. */
@Path("/customers")
@Blocking
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
@APIResponse(
    responseCode = "400",
    description = "The request breaks a rule: see violations",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class CustomersResource {

  private final RegisterCustomer registerCustomer;
  private final ChangeCustomer changeCustomer;
  private final EraseCustomer eraseCustomer;
  private final MergeCustomer mergeCustomer;
  private final UnmergeCustomer unmergeCustomer;
  private final FindCustomer findCustomer;
  private final ListCustomers listCustomers;
  private final SpendConfig config;
  private final ObjectMapper json;
  private final Clock clock;
  private final RequestIdentity request;

  CustomersResource(
      RegisterCustomer registerCustomer,
      ChangeCustomer changeCustomer,
      EraseCustomer eraseCustomer,
      MergeCustomer mergeCustomer,
      UnmergeCustomer unmergeCustomer,
      FindCustomer findCustomer,
      ListCustomers listCustomers,
      SpendConfig config,
      ObjectMapper json,
      Clock clock,
      RequestIdentity request) {
    this.registerCustomer = registerCustomer;
    this.changeCustomer = changeCustomer;
    this.eraseCustomer = eraseCustomer;
    this.mergeCustomer = mergeCustomer;
    this.unmergeCustomer = unmergeCustomer;
    this.findCustomer = findCustomer;
    this.listCustomers = listCustomers;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.request = request;
  }

  @POST
  @Idempotent
  @Operation(summary = "Registers a customer, perhaps one of whom events are known already")
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
  @APIResponse(
      responseCode = "409",
      description = "The id is taken, or was: its customer is erased")
  @APIResponse(
      responseCode = "410",
      description = "The key came before, with a customer who is erased since")
  public Response register(@NotNull Registration customer) {
    var id = customer.customerId();
    var broken = new ArrayList<BrokenRule>();
    if (id != null && !Text.isId(id)) {
      broken.add(new BrokenRule("customerId", "id", Id.RULE));
    } else if (id != null && ReservedIds.ALL.contains(id)) {
      broken.add(new BrokenRule("customerId", "reserved", "can't be " + id));
    }
    var profile = customer.toProfile();
    broken.addAll(ProfileRules.brokenBy(profile, LocalDate.now(clock).getYear()));
    refuse(broken);
    var registered = response(registerCustomer.register(id, profile));
    return Response.created(URI.create("/customers/" + registered.customerId()))
        .tag(EntityTags.of(registered.version()))
        .entity(registered)
        .build();
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One customer, with tier, segment, last order and 12-month spend")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
  @APIResponse(responseCode = "404", description = "No such customer")
  @APIResponse(responseCode = "410", description = "The customer is erased")
  public Response get(@RestPath String id) {
    return tagged(findCustomer.find(id));
  }

  @PATCH
  @Path("/{id}")
  @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
  @Operation(summary = "Changes what is given; null removes")
  @RequestBody(content = @Content(schema = @Schema(implementation = Details.class)))
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
  @APIResponse(responseCode = "404", description = "No such customer")
  @APIResponse(responseCode = "410", description = "The customer is erased")
  @APIResponse(
      responseCode = "409",
      description = "The customer isn't registered yet, or is merged")
  @APIResponse(responseCode = "412", description = "The customer has another version")
  public Response change(
      @RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, JsonNode body) {
    var patch = MergePatch.of(body, json);
    if (patch == null) {
      throw new InvalidInput("body", "type", "must be an object");
    }
    return tagged(
        changeCustomer.change(id, precondition(ifMatch), profile -> changed(profile, patch)));
  }

  @POST
  @Idempotent
  @Path("/{id}/merge")
  @Operation(
      summary = "Merges two records of one person",
      description =
          "The survivor has the orders of both from then on, and the table shows only the survivor")
  @APIResponse(
      responseCode = "200",
      description = "The record that is merged",
      content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
  @APIResponse(responseCode = "404", description = "No such customer")
  @APIResponse(responseCode = "410", description = "The customer is erased")
  @APIResponse(
      responseCode = "409",
      description = "It is merged already, or the other one is: the problem says whom to take")
  @APIResponse(responseCode = "422", description = "No such customer to be merged into")
  public Response merge(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @NotNull @Valid Merge merge) {
    request.about(id);
    if (merge.into().equals(id)) {
      throw new InvalidInput("into", "other", "must be another customer");
    }
    return tagged(mergeCustomer.merge(id, merge.into(), precondition(ifMatch)));
  }

  @POST
  @Idempotent
  @Path("/{id}/unmerge")
  @Operation(summary = "Takes a merge back: the record is what it was before")
  @APIResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
  @APIResponse(responseCode = "404", description = "No such customer")
  @APIResponse(responseCode = "410", description = "The customer is erased")
  @APIResponse(responseCode = "409", description = "The customer isn't merged")
  public Response unmerge(
      @RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, Unmerge unmerge) {
    request.about(id);
    return tagged(unmergeCustomer.unmerge(id, precondition(ifMatch)));
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      summary = "Erases a person for ever, with everybody who was merged into it",
      description =
          "Only the id stays, so that nothing that comes late brings anybody back: of who isn't known"
              + " here yet, too")
  @APIResponse(responseCode = "204", description = "There is nothing left")
  @APIResponse(responseCode = "404", description = "Nobody can have such an id")
  @APIResponse(
      responseCode = "409",
      description = "It is merged: the problem says who is the survivor, and to be erased instead")
  public void erase(@RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    eraseCustomer.erase(id, precondition(ifMatch));
  }

  @GET
  @Operation(
      summary = "The management table",
      description =
          "Filters go together by and. A page is as long as limit unless it is the last: next is null then.")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of name, phone, email or id; of one or two letters: their beginning")
  @Parameter(name = "tier", in = ParameterIn.QUERY)
  @Parameter(name = "segment", in = ParameterIn.QUERY)
  @Parameter(name = "region", in = ParameterIn.QUERY)
  @Parameter(name = "industry", in = ParameterIn.QUERY)
  @Parameter(name = "tag", in = ParameterIn.QUERY)
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "customerId, name, since, lastOrderAt or spend; with - in front for descending")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      schema = @Schema(minimum = "1", maximum = "500", defaultValue = "50"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "what the page before called next")
  @APIResponse(responseCode = "200", description = "A page")
  public Page<CustomerResponse.Row> list(@Context UriInfo uri) {
    var query = TableQuery.read(uri);
    return query.page(listCustomers.list(query.filter()), currency());
  }

  private Profile changed(Profile profile, MergePatch patch) {
    var changed = patch.appliedTo(profile);
    refuse(ProfileRules.brokenBy(changed, LocalDate.now(clock).getYear()));
    return changed;
  }

  private static LongConsumer precondition(String ifMatch) {
    return version -> EntityTags.check(ifMatch, version);
  }

  private static void refuse(List<BrokenRule> broken) {
    if (!broken.isEmpty()) {
      throw new InvalidInput(
          400,
          broken.stream()
              .map(rule -> new Violation(rule.field(), rule.rule(), rule.message()))
              .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::rule))
              .toList());
    }
  }

  private Response tagged(Found found) {
    var customer = response(found);
    return Response.ok(customer).tag(EntityTags.of(customer.version())).build();
  }

  private CustomerResponse response(Found found) {
    return CustomerResponse.of(found, currency());
  }

  private Currency currency() {
    return Currency.getInstance(config.currency());
  }
}
