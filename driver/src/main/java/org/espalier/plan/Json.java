package org.espalier.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;

/** Small values as JSON text, for people as much as for programs. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  static byte[] write(Object value) throws IOException {
    return MAPPER.writeValueAsBytes(value);
  }

  static <T> T read(byte[] text, Class<T> type) throws IOException {
    return MAPPER.readValue(text, type);
  }
}
