/** Resources, and what they take and answer; what several of them share is described here. */
@OpenAPIDefinition(
    info = @Info(title = "Tierstream segmentation-service", version = "0.1.0"),
    components =
        @Components(
            parameters = {
              @Parameter(
                  name = "limit",
                  in = ParameterIn.QUERY,
                  description = "Of a page",
                  schema =
                      @Schema(
                          type = SchemaType.INTEGER,
                          minimum = "1",
                          maximum = "500",
                          defaultValue = "50")),
              @Parameter(
                  name = "after",
                  in = ParameterIn.QUERY,
                  description = "What the page before, of the same question, called next",
                  schema = @Schema(type = SchemaType.STRING)),
              @Parameter(
                  name = "id",
                  in = ParameterIn.PATH,
                  required = true,
                  description = "The customer's",
                  schema = @Schema(type = SchemaType.STRING, pattern = "[A-Za-z0-9._:-]{1,64}"))
            },
            responses = {
              @APIResponse(
                  name = "InvalidInput",
                  description = "The request breaks a rule: see violations",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "UnknownCustomer",
                  description = "Nothing was ever heard of the customer",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "ErasedCustomer",
                  description = "The customer was erased",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "TryLater",
                  description = "Too many ask for it, or what it takes is away: see Retry-After",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class)))
            }))
package io.tierstream.segmentation.rest;

import io.tierstream.rest.Problem;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
