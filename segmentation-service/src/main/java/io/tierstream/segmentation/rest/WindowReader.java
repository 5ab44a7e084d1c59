package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** Reads a window as text, and null, which isn't the same as no window, as a lifetime. */
public final class WindowReader extends StdDeserializer<String> {

  static final String LIFETIME = "LIFETIME";

  private static final long serialVersionUID = 1L;

  public WindowReader() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? parser.getText()
        : context.reportInputMismatch(String.class, "not a text");
  }

  @Override
  public String getNullValue(DeserializationContext context) {
    return LIFETIME;
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return null;
  }
}
