package io.tierstream.imports;

import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says as a problem why a file isn't taken; public, since others load what Quarkus makes of it. */
public class ImportProblems {

  @ServerExceptionMapper
  public Response unreadable(UnreadableFile e) {
    return Problem.invalid(400, List.of(new Violation(e.field(), e.rule(), e.getMessage())));
  }

  @ServerExceptionMapper
  public Response tooLarge(FileTooLarge e) {
    return Problem.of(413, "body-too-large", "Body too large", "The file is too large, unpacked.");
  }
}
