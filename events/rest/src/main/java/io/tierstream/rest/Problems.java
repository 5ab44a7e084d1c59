package io.tierstream.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.tierstream.rest.Problem.Violation;
import jakarta.persistence.PersistenceException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Says every failure as a problem; only our own faults are 500. A service adds mappers for its own
 * domain's refusals.
 */
public class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final int METHOD_AND_PARAMETER = 2;
  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(Integer.class, int.class, Long.class, long.class);

  /** What an operating system says of a disk that takes no more. */
  private static final Set<String> NO_ROOM =
      Set.of("No space left on device", "Disk quota exceeded");

  @ServerExceptionMapper
  public Response invalid(InvalidInput e) {
    return Problem.invalid(e.status(), e.violations());
  }

  @ServerExceptionMapper
  public Response reused(KeyReused e) {
    var violation =
        new Violation(IdempotencyKeys.HEADER, "sameRequest", "came with another request before");
    return Problem.of(422, "key-reused", "Key reused", e.getMessage(), List.of(violation));
  }

  @ServerExceptionMapper
  public Response inUse(KeyInUse e) {
    var response = Problem.of(503, "key-in-use", "Key in use", e.getMessage());
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 5).build();
  }

  @ServerExceptionMapper
  public Response erased(AnswerErased e) {
    return Problem.of(410, "answer-erased", "Answer erased", e.getMessage());
  }

  @ServerExceptionMapper
  public Response replayed(Replay e) {
    return e.first().replayed();
  }

  @ServerExceptionMapper
  public Response changed(VersionMismatch e) {
    return Problem.of(412, "version-mismatch", "Version mismatch", e.getMessage());
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException e) {
    return Problem.invalid(
        400,
        e.getConstraintViolations().stream()
            .map(broken -> violation(broken, METHOD_AND_PARAMETER))
            .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::rule))
            .toList());
  }

  @ServerExceptionMapper
  public Response broken(UncheckedIOException e) {
    return broken(e.getCause());
  }

  // A request's stream breaks off, or what it packs is damaged.
  @ServerExceptionMapper
  public Response broken(IOException e) {
    if (isOfOurFiles(e)) {
      return unstored(new StorageFailure(e));
    }
    LOG.debug("A body can't be read", e);
    var broken =
        new Violation("body", "readable", "can't be read to its end: it is damaged or cut off");
    return Problem.invalid(400, List.of(broken));
  }

  @ServerExceptionMapper
  public Response unstored(StorageFailure e) {
    LOG.error("What was sent can't be stored", e);
    var response =
        Problem.of(
            503,
            "unavailable",
            "Unavailable",
            "What was sent can't be stored now; try again later.");
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 60).build();
  }

  @ServerExceptionMapper
  public Response unreadable(JsonProcessingException e) {
    return json(e);
  }

  @ServerExceptionMapper
  public Response unreadable(MismatchedInputException e) {
    return json(e);
  }

  @ServerExceptionMapper
  public Response unreadable(CharConversionException e) {
    return Problem.of(400, "malformed-body", "Malformed body", "The body isn't UTF-8.");
  }

  @ServerExceptionMapper
  public Response protocol(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException unreadable) {
      return json(unreadable);
    }
    var status = e.getResponse().getStatus();
    if (status >= 500) {
      return unexpected(e);
    }
    var reason = Response.Status.fromStatusCode(status);
    var title = reason == null ? "Refused" : reason.getReasonPhrase();
    var response =
        Problem.of(status, title.toLowerCase(Locale.ROOT).replace(' ', '-'), title, says(e));
    if (e instanceof NotAllowedException) {
      var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
      return Response.fromResponse(response).header(HttpHeaders.ALLOW, allow).build();
    }
    return response;
  }

  @ServerExceptionMapper
  public Response persistence(PersistenceException e) {
    return unexpected(e);
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable e) {
    if (isUnavailable(e)) {
      LOG.warnf("The database can't be reached: %s", e.getMessage());
      var response =
          Problem.of(
              503, "unavailable", "Unavailable", "The database can't be reached; try again.");
      return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 1).build();
    }
    if (e.getCause() instanceof IOException cause && isOfOurFiles(cause)) {
      return unstored(new StorageFailure(cause));
    }
    LOG.error("A request failed", e);
    return Problem.of(500, "internal", "Internal error", "The request failed; it was logged.");
  }

  /** Connections lost or refused, a server that shuts down, a pool that waits in vain. */
  private static boolean isUnavailable(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause() == e ? null : e.getCause()) {
      if (e instanceof SQLException sql) {
        var state = sql.getSQLState();
        if (state == null
            || state.startsWith("08")
            || state.startsWith("57")
            || state.startsWith("53")
            || state.startsWith("25P03")
            || state.startsWith("40")) {
          return true;
        }
      }
    }
    return false;
  }

  // Forms are stored by the framework, whose failures don't say whose they are.
  private static boolean isOfOurFiles(IOException e) {
    return e instanceof FileSystemException || NO_ROOM.contains(String.valueOf(e.getMessage()));
  }

  private static String says(WebApplicationException e) {
    return switch (e.getResponse().getStatus()) {
      case 404 -> "There is nothing at this address.";
      case 405 -> "This address doesn't take this method.";
      case 406 -> "This address doesn't answer in the media type asked for.";
      case 413 -> "The body is too large.";
      case 415 -> "This address doesn't take this media type.";
      default -> "The request can't be understood.";
    };
  }

  private static Response json(JsonProcessingException e) {
    var violation =
        e instanceof JsonMappingException mapping
            ? violation(mapping)
            : Optional.<Violation>empty();
    if (violation.isPresent()) {
      return Problem.invalid(400, List.of(violation.get()));
    }
    return Problem.of(
        400,
        "malformed-body",
        "Malformed body",
        "The body isn't the JSON expected" + at(e.getLocation()) + ".");
  }

  /** What one field does wrong; empty when it isn't one field that is wrong. */
  static Optional<Violation> violation(JsonMappingException e) {
    if (e.getPath().isEmpty()) {
      return Optional.empty();
    }
    var field = field(e.getPath());
    if (e instanceof UnrecognizedPropertyException) {
      return Optional.of(new Violation(field, "unknownField", "isn't known"));
    }
    if (e.getCause() instanceof InputCoercionException) {
      return Optional.of(new Violation(field, "range", "is out of range"));
    }
    return e instanceof MismatchedInputException mismatch
        ? Optional.of(new Violation(field, "type", "must be " + expected(mismatch.getTargetType())))
        : Optional.empty();
  }

  /**
   * The rule that is broken.
   *
   * @param above how many nodes of its path are above what the request says
   */
  static Violation violation(ConstraintViolation<?> broken, int above) {
    return new Violation(field(broken.getPropertyPath(), above), rule(broken), broken.getMessage());
  }

  private static String at(JsonLocation location) {
    return location == null
        ? ""
        : ": look at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String expected(Class<?> type) {
    if (type == null || type.isRecord()) {
      return "an object";
    } else if (WHOLE_NUMBERS.contains(type)) {
      return "a whole number";
    } else if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    } else if (type == BigDecimal.class) {
      return "a plain decimal such as \"129.90\"";
    } else if (type == Instant.class) {
      return "an instant such as 2026-01-02T03:04:05Z";
    } else if (type == Duration.class) {
      return "a duration such as P30D";
    } else if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return "a text";
  }

  private static String field(List<JsonMappingException.Reference> path) {
    return path.stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  // An element of a list has one node more than its index, one of a set no index.
  private static String field(Path path, int above) {
    var field =
        StreamSupport.stream(path.spliterator(), false)
            .skip(above)
            .map(Path.Node::toString)
            .collect(Collectors.joining("."))
            .replace(".<list element>", "")
            .replace("[].<iterable element>", "");
    return field.isEmpty() ? "body" : field;
  }

  private static String rule(ConstraintViolation<?> violation) {
    var name = violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
