package io.tierstream.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.rest.Problem.Violation;
import jakarta.validation.Validator;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reading JSON stops at the first field that has another type than is meant. Here it is read again
 * without that field, until the rest can be read: so every such field is named, together with every
 * rule that the rest breaks.
 */
@Provider
class EveryFault implements ReaderInterceptor {

  /** Whoever has more of them hears of so many at a time. */
  private static final int MOST = 100;

  private final ObjectMapper json;
  private final Validator validator;

  EveryFault(ObjectMapper json, Validator validator) {
    this.json = json;
    this.validator = validator;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(context.getMediaType())) {
      return context.proceed();
    }
    var body = context.getInputStream().readAllBytes();
    context.setInputStream(new ByteArrayInputStream(body));
    try {
      return context.proceed();
    } catch (JsonMappingException | WebApplicationException first) {
      var tree = isOfOneField(first) ? tree(body) : Optional.<JsonNode>empty();
      if (tree.isEmpty()) {
        throw first;
      }
      throw new InvalidInput(400, faults(tree.get(), context.getGenericType()));
    }
  }

  private static boolean isOfOneField(Exception failure) {
    // of a number out of range the reader makes an answer of its own
    var fault = failure instanceof WebApplicationException ? failure.getCause() : failure;
    return fault instanceof JsonMappingException mapping && Problems.violation(mapping).isPresent();
  }

  /** Numbers stay as they were written; empty when one of them is too large for that. */
  private Optional<JsonNode> tree(byte[] body) throws IOException {
    try {
      return Optional.of(
          json.reader()
              .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
              .readTree(body));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private List<Violation> faults(JsonNode body, Type type) throws IOException {
    var faults = new ArrayList<Violation>();
    while (faults.size() < MOST) {
      try {
        faults.addAll(brokenRules(read(body, type), faults));
        break;
      } catch (JsonMappingException e) {
        var fault = Problems.violation(e);
        fault.ifPresent(faults::add);
        if (fault.isEmpty() || !remove(body, e.getPath())) {
          break;
        }
      }
    }
    faults.sort(Comparator.comparing(Violation::field).thenComparing(Violation::rule));
    return faults;
  }

  private Object read(JsonNode body, Type type) throws IOException {
    return json.readerFor(json.constructType(type)).readValue(json.writeValueAsBytes(body));
  }

  /** What lacks a field since that was removed here, lacks nothing. */
  private List<Violation> brokenRules(Object rest, List<Violation> removed) {
    return rest == null
        ? List.of()
        : validator.validate(rest).stream()
            .map(broken -> Problems.violation(broken, 0))
            .filter(rule -> removed.stream().noneMatch(one -> one.field().equals(rule.field())))
            .toList();
  }

  /** False when there is nothing there. */
  private static boolean remove(JsonNode body, List<JsonMappingException.Reference> path) {
    var parent = body;
    for (var step : path.subList(0, path.size() - 1)) {
      parent =
          step.getFieldName() == null
              ? parent.path(step.getIndex())
              : parent.path(step.getFieldName());
    }
    var last = path.get(path.size() - 1);
    if (parent instanceof ObjectNode object) {
      return object.remove(last.getFieldName()) != null;
    }
    return parent instanceof ArrayNode array
        && !array.path(last.getIndex()).isNull()
        && array.setNull(last.getIndex()) != null;
  }
}
