package io.tierstream.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads RFC 3339 with any offset, and nothing that would have to be guessed. */
public final class InstantReader extends StdDeserializer<Instant> {

  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 64;

  public InstantReader() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_LENGTH) {
      try {
        return OffsetDateTime.parse(parser.getText()).toInstant();
      } catch (DateTimeException e) {
        // told below
      }
    }
    return context.reportInputMismatch(Instant.class, "not an instant");
  }
}
