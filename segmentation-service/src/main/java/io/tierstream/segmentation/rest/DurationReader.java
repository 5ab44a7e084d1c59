package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;

/** Reads ISO 8601 in days of 24 h and times, such as {@code P30D}; never a number of something. */
public final class DurationReader extends StdDeserializer<Duration> {

  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 64;

  public DurationReader() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_LENGTH) {
      try {
        return Duration.parse(parser.getText());
      } catch (DateTimeException e) {
        // told below
      }
    }
    return context.reportInputMismatch(Duration.class, "not a duration");
  }
}
