package io.tierstream.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private final Problems problems = new Problems();

  @Test
  void aBodyThatBreaksOffIsTheSendersFault() {
    assertThat(problems.broken(new IOException("Connection reset by peer")).getStatus())
        .isEqualTo(400);
  }

  @Test
  void whatCanNotBeStoredIsOurs() {
    isUnavailable(problems.unstored(new StorageFailure(new IOException("Input/output error"))));
  }

  @Test
  void soIsWhatTheFrameworkCanNotStoreByItself() {
    isUnavailable(problems.broken(new IOException("No space left on device")));
    isUnavailable(problems.broken(new UncheckedIOException(new NoSuchFileException("/tmp/a"))));
    isUnavailable(problems.unexpected(new RuntimeException(new NoSuchFileException("/tmp/a"))));
  }

  private static void isUnavailable(Response answer) {
    assertThat(answer.getStatus()).isEqualTo(503);
    assertThat(answer.getHeaderString(HttpHeaders.RETRY_AFTER)).isNotNull();
  }
}
