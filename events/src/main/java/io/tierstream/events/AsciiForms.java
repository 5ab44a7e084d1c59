package io.tierstream.events;

import java.math.BigDecimal;

/** The forms that most texts of events have, told without a matcher for each. */
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
  static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MAX_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= OF_IDS.length || !OF_IDS[c]) {
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
  static boolean isCurrency(String text) {
    if (text.length() != CURRENCY) {
      return false;
    }
    for (int i = 0; i < CURRENCY; i++) {
      if (text.charAt(i) < 'A' || text.charAt(i) > 'Z') {
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
  static BigDecimal amount(String text) {
    int whole = digits(text, 0);
    if (whole == 0 || whole > MAX_WHOLE_DIGITS) {
      return null;
    }
    if (whole < text.length()) {
      int decimals = digits(text, whole + 1);
      if (text.charAt(whole) != '.'
          || decimals == 0
          || decimals > MAX_DECIMALS
          || whole + 1 + decimals < text.length()) {
        return null;
      }
    }
    return new BigDecimal(text);
  }

  /** How many there are from {@code from} on. */
  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end - from;
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

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
