package io.tierstream.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Puts the effect of a request and the answer to its key into one transaction. */
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class IdempotentInterceptor {

  /** Who waits for the first request holds a connection, and a publication may take an hour. */
  private static final int PATIENCE_MILLIS = 5_000;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final RequestIdentity request;
  private final IdempotencyKeys keys;
  private final AgroalDataSource dataSource;
  private final ObjectMapper json;

  IdempotentInterceptor(
      RequestIdentity request,
      IdempotencyKeys keys,
      AgroalDataSource dataSource,
      ObjectMapper json) {
    this.request = request;
    this.keys = keys;
    this.dataSource = dataSource;
    this.json = json;
  }

  @AroundInvoke
  Object once(InvocationContext method) throws Exception {
    if (request.key() == null) {
      return method.proceed();
    }
    return QuarkusTransaction.requiringNew()
        .timeout(method.getMethod().getAnnotation(Idempotent.class).timeoutSeconds())
        .call(() -> claimed(method));
  }

  private Object claimed(InvocationContext method) throws Exception {
    try (var connection = dataSource.getConnection()) {
      var first = claim(connection);
      if (first.isPresent()) {
        throw new Replay(first.get());
      }
      request.attempt(method.getParameters());
      var result = method.proceed();
      keys.answer(connection, request.key(), answer(result), subject(result));
      return result;
    }
  }

  private Optional<IdempotentAnswer> claim(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = " + PATIENCE_MILLIS);
      var first = keys.claim(connection, request.key(), request.fingerprint());
      statement.execute("SET LOCAL lock_timeout TO DEFAULT");
      return first;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new KeyInUse();
      }
      throw e;
    }
  }

  private IdempotentAnswer answer(Object result) throws JsonProcessingException {
    if (result instanceof Response response) {
      return new IdempotentAnswer(
          response.getStatus(),
          response.getHeaderString(HttpHeaders.LOCATION),
          response.getHeaderString(HttpHeaders.ETAG),
          mediaType(response),
          response.getEntity() == null ? null : json.writeValueAsString(response.getEntity()));
    }
    return new IdempotentAnswer(
        200, null, null, IdempotentAnswer.JSON, json.writeValueAsString(result));
  }

  private static String subject(Object result) {
    var entity = result instanceof Response response ? response.getEntity() : result;
    return entity instanceof AboutSomeone about ? about.subject() : null;
  }

  private static String mediaType(Response response) {
    return response.getMediaType() == null
        ? IdempotentAnswer.JSON
        : response.getMediaType().toString();
  }
}
