package io.tierstream.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  record Body(
      @JsonDeserialize(using = NoDuration.class) Duration grace,
      boolean always,
      Boolean once,
      Set<Integer> scores,
      List<String> names,
      int count,
      Long number,
      BigDecimal amount) {}

  /** As those of services, which know what a duration is. */
  static final class NoDuration extends StdDeserializer<Duration> {

    private static final long serialVersionUID = 1L;

    NoDuration() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return context.reportInputMismatch(Duration.class, "not a duration");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"grace\":[]} | grace must be a duration such as P30D",
        "{\"always\":[]} | always must be true or false",
        "{\"once\":[]} | once must be true or false",
        "{\"scores\":5} | scores must be a list",
        "{\"names\":5} | names must be a list",
        "{\"count\":[]} | count must be a whole number",
        "{\"number\":[]} | number must be a whole number",
        "{\"amount\":[]} | amount must be a plain decimal such as \"129.90\""
      })
  void aFieldOfAnotherTypeIsToldWhatItMustBe(String body, String expected) {
    assertThatThrownBy(() -> new ObjectMapper().readValue(body, Body.class))
        .isInstanceOfSatisfying(
            JsonMappingException.class,
            e ->
                assertThat(Problems.violation(e))
                    .map(violation -> violation.field() + " " + violation.message())
                    .contains(expected));
  }

  private static void isUnavailable(Response answer) {
    assertThat(answer.getStatus()).isEqualTo(503);
    assertThat(answer.getHeaderString(HttpHeaders.RETRY_AFTER)).isNotNull();
  }
}
