package io.tierstream.events;

import java.math.BigDecimal;

/**
 * The forms that most texts of events have, told from their bytes: what no form here fits may still
 * be right, and is left to the rules in full.
 */
final class AsciiForms {

  private static final int MAX_ID = 64;
  private static final int MAX_NAME = 255;
  private static final int CURRENCY = 3;
  private static final int MAX_WHOLE_DIGITS = 14;
  private static final int MAX_DECIMALS = 4;
  private static final String TRACEPARENT =
      "00-00000000000000000000000000000000-0000000000000000-00";
  private static final boolean[] OF_IDS = new boolean[128];

  static {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
        .chars()
        .forEach(c -> OF_IDS[c] = true);
  }

  private AsciiForms() {}

  /** 1 to 64 characters of A-Z a-z 0-9 . _ : - */
  static boolean isId(byte[] bytes, int from, int to) {
    if (from == to || to - from > MAX_ID) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0 || !OF_IDS[bytes[i]]) {
        return false;
      }
    }
    return true;
  }

  /** 1 to 255 visible characters. */
  static boolean isName(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_NAME) {
      return false;
    }
    for (byte b : bytes) {
      if (b < '!' || b > '~') {
        return false;
      }
    }
    return true;
  }

  /** Three capital letters. */
  static boolean isCurrency(byte[] bytes, int from, int to) {
    if (to - from != CURRENCY) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] < 'A' || bytes[i] > 'Z') {
        return false;
      }
    }
    return true;
  }

  /** W3C trace context, version and flags included. */
  static boolean isTraceparent(byte[] bytes) {
    if (bytes.length != TRACEPARENT.length()) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      boolean fits = TRACEPARENT.charAt(i) == '-' ? b == '-' : isDigit(b) || (b >= 'a' && b <= 'f');
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** A decimal of up to 14 digits and four decimals; null when it is none. */
  static BigDecimal amount(byte[] bytes, int from, int to) {
    long unscaled = 0;
    int i = from;
    for (; i < to && isDigit(bytes[i]); i++) {
      if (i - from == MAX_WHOLE_DIGITS) {
        return null;
      }
      unscaled = 10 * unscaled + bytes[i] - '0';
    }
    if (i == from) {
      return null;
    }
    if (i == to) {
      return BigDecimal.valueOf(unscaled, 0);
    }
    int decimals = to - i - 1;
    if (bytes[i] != '.' || decimals == 0 || decimals > MAX_DECIMALS) {
      return null;
    }
    for (i++; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return null;
      }
      unscaled = 10 * unscaled + bytes[i] - '0';
    }
    return BigDecimal.valueOf(unscaled, decimals);
  }

  /** Whether the bytes are {@code text}, of which each character is ASCII. */
  static boolean isSame(String text, byte[] bytes, int from, int to) {
    return text.length() == to - from && begins(text, bytes, from, to);
  }

  /** Whether the bytes begin with {@code text}, of which each character is ASCII. */
  static boolean begins(String text, byte[] bytes, int from, int to) {
    if (text.length() > to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
