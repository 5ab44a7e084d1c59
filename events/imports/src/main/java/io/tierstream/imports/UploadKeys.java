package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.rest.IdempotencyKeys;
import io.tierstream.rest.IdempotentAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The idempotency keys of uploads. A file is too large to be kept in memory until its key is known
 * to be new, so its rows are staged and its bytes summed up on the way; the key is claimed in the
 * transaction that keeps the job. Refusals aren't kept: the same file is refused again.
 */
@ApplicationScoped
class UploadKeys {

  private final HttpHeaders headers;
  private final UriInfo uri;
  private final IdempotencyKeys keys;

  UploadKeys(HttpHeaders headers, UriInfo uri, IdempotencyKeys keys) {
    this.headers = headers;
    this.uri = uri;
    this.keys = keys;
  }

  /**
   * The upload of the current request.
   *
   * @param parameters what makes it another upload, beside its address and its bytes
   */
  Upload upload(InputStream body, List<String> parameters) {
    var key = IdempotencyKeys.read(headers.getHeaderString(IdempotencyKeys.HEADER));
    if (key == null) {
      return new Upload(null, null, body);
    }
    var digest = sha256();
    digest.update(uri.getPath().getBytes(UTF_8));
    for (var parameter : parameters) {
      digest.update((byte) 0);
      digest.update(parameter.getBytes(UTF_8));
    }
    digest.update((byte) 0);
    return new Upload(key, digest, new DigestInputStream(body, digest));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** An upload, with a key or without. */
  final class Upload {

    private final String key;
    private final MessageDigest digest;
    private final InputStream body;

    private Upload(String key, MessageDigest digest, InputStream body) {
      this.key = key;
      this.digest = digest;
      this.body = body;
    }

    InputStream body() {
      return body;
    }

    /**
     * Reads what a reader has no use for, which is a part of the upload all the same. That may wait
     * for who sends it, so no transaction should be open.
     */
    void toItsEnd() {
      if (key == null) {
        return;
      }
      try {
        body.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * What the first upload with this key was answered; empty when this is the first, or has none.
     * The body must have been read {@link #toItsEnd}.
     *
     * @throws io.tierstream.rest.KeyReused when the first was another upload
     */
    Optional<IdempotentAnswer> claim(Connection connection, String job) throws SQLException {
      if (key == null) {
        return Optional.empty();
      }
      var first = keys.claim(connection, key, digest.digest());
      if (first.isEmpty()) {
        var location = uri.getAbsolutePathBuilder().path(job).build();
        keys.answer(
            connection,
            key,
            IdempotentAnswer.json(202, location.toString(), "{\"job\":\"" + job + "\"}"),
            null);
      }
      return first;
    }
  }
}
