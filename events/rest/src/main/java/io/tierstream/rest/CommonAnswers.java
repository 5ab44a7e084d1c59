package io.tierstream.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Writes into every service's OpenAPI what is the same for all of its operations. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class CommonAnswers implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() != null && document.getPaths().getPathItems() != null) {
      document.getPaths().getPathItems().values().forEach(CommonAnswers::describe);
    }
  }

  private static void describe(PathItem path) {
    path.getOperations().forEach(CommonAnswers::describe);
  }

  private static void describe(HttpMethod method, Operation operation) {
    answer(operation, "503", "The database can't be reached; try again");
    // A POST without a body is a command that repeats itself without harm.
    if (method == HttpMethod.POST && operation.getRequestBody() != null) {
      addParameter(
          operation,
          OASFactory.createParameter()
              .name(IdempotencyKeys.HEADER)
              .in(In.HEADER)
              .description("1 to 64 characters: a repetition is answered what the first was")
              .schema(OASFactory.createSchema().type(List.of(SchemaType.STRING)).maxLength(64)));
      answer(operation, "422", "The key came with another request before");
    }
    if (method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH) {
      answer(operation, "413", "The body is too large");
      answer(operation, "415", "This media type isn't taken");
    }
    for (var parameter : parameters(operation)) {
      if ("If-Match".equalsIgnoreCase(parameter.getName())) {
        parameter.setDescription("an ETag answered before; nothing is changed at another version");
        answer(operation, "412", "It is at another version by now");
      }
    }
  }

  private static void addParameter(Operation operation, Parameter parameter) {
    if (parameters(operation).stream().noneMatch(p -> parameter.getName().equals(p.getName()))) {
      var all = new ArrayList<>(parameters(operation));
      all.add(parameter);
      operation.setParameters(all);
    }
  }

  private static List<Parameter> parameters(Operation operation) {
    return operation.getParameters() == null ? List.of() : operation.getParameters();
  }

  private static void answer(Operation operation, String status, String description) {
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    var known = operation.getResponses().getAPIResponse(status);
    if (known == null) {
      operation.getResponses().addAPIResponse(status, problem(description));
    } else {
      known.setDescription(known.getDescription() + "; or: " + description);
    }
  }

  private static APIResponse problem(String description) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
  }
}
