package io.tierstream.segmentation.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.segmentation.persistence.StoredLines;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** SHA-256 over the standings and histories of all customers, line by line. */
final class LinesHash {

  private final MessageDigest digest;

  LinesHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The next customer's lines.
   *
   * @param standing null when there is none
   */
  void add(String customerId, StoredLines standing, Map<String, String> history) {
    digest.update((customerId + "\n").getBytes(UTF_8));
    if (standing != null) {
      add(standing.lines());
    }
    add(history);
  }

  private void add(Map<String, String> lines) {
    lines.forEach((name, value) -> digest.update((name + "=" + value + "\n").getBytes(UTF_8)));
  }

  /** Over all that was added. */
  byte[] value() {
    return digest.digest();
  }
}
