package io.tierstream.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.Status.Family;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Keeps refusals of requests with an idempotency key too. The transaction that was refused is
 * rolled back by then, and the key with it, so they get one of their own. An unmet If-Match isn't
 * kept: it is no part of what tells requests apart, and whoever has read the new version may try
 * again. Nor is what nobody could erase with its person, since that one isn't known or erased
 * already: it is judged anew.
 */
@Provider
class RefusalsOfKeys implements ContainerResponseFilter {

  private static final Logger LOG = Logger.getLogger(RefusalsOfKeys.class);

  private final RequestIdentity identity;
  private final IdempotencyKeys keys;
  private final AgroalDataSource dataSource;
  private final ObjectMapper json;

  RefusalsOfKeys(
      RequestIdentity identity,
      IdempotencyKeys keys,
      AgroalDataSource dataSource,
      ObjectMapper json) {
    this.identity = identity;
    this.keys = keys;
    this.dataSource = dataSource;
    this.json = json;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response)
      throws IOException {
    if (identity.key() == null
        || !identity.isAttempted()
        || identity.isAboutSomebodyUnknown()
        || response.getStatusInfo().getFamily() != Family.CLIENT_ERROR
        || response.getStatus() == Status.PRECONDITION_FAILED.getStatusCode()) {
      return;
    }
    var refusal =
        new IdempotentAnswer(
            response.getStatus(),
            null,
            null,
            Problem.MEDIA_TYPE,
            json.writeValueAsString(response.getEntity()));
    try {
      QuarkusTransaction.requiringNew().run(() -> keep(refusal));
    } catch (RuntimeException e) {
      // The request is refused all the same; without its row it would be judged anew.
      LOG.warnf("A refusal couldn't be kept for its key: %s", e.getMessage());
    }
  }

  private void keep(IdempotentAnswer refusal) {
    try (var connection = dataSource.getConnection()) {
      if (keys.claim(connection, identity.key(), identity.fingerprint()).isEmpty()) {
        keys.refuse(connection, identity.key(), refusal, identity.subject());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
