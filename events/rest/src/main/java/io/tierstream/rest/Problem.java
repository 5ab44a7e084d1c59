package io.tierstream.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a request wasn't carried out; RFC 9457.
 *
 * @param type a URN that names the kind of problem
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what is wrong with this request
 * @param violations what is wrong with each field; absent when no field is to blame
 */
@Schema(name = "Problem")
@JsonInclude(Include.NON_NULL)
public record Problem(
    String type, String title, int status, String detail, List<Violation> violations) {

  /** The media type of problems. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /**
   * A field, the rule that it breaks in one word, and the rule in a sentence that goes on after the
   * field's name.
   */
  @Schema(name = "Violation")
  public record Violation(String field, String rule, String message) {}

  public static Response of(int status, String kind, String title, String detail) {
    return of(status, kind, title, detail, null);
  }

  public static Response invalid(int status, List<Violation> violations) {
    var first = violations.get(0);
    var detail =
        violations.size() == 1
            ? (first.field() + " " + first.message()).strip() + "."
            : violations.size() + " rules are broken, see violations.";
    return of(status, "invalid-input", "Invalid input", detail, violations);
  }

  public static Response of(
      int status, String kind, String title, String detail, List<Violation> violations) {
    var problem = new Problem("urn:tierstream:problem:" + kind, title, status, detail, violations);
    return Response.status(status).type(MEDIA_TYPE).entity(problem).build();
  }
}
